from django.db import migrations, models

import oneboard.foundation.fields


class Migration(migrations.Migration):
    dependencies = [("projections", "0001_initial")]

    operations = [
        # What stands there already is given its time by the replay that every upgrade makes.
        migrations.AddField(
            "incident", "opened_at", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.AddField("incident", "ended_at", models.BigIntegerField(null=True)),
        migrations.AddField("incident", "keys_end", models.IntegerField(null=True)),
        migrations.AddField("incident", "keys_until", models.IntegerField(null=True)),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", oneboard.foundation.fields.IdField(primary_key=True, serialize=False)),
                ("incident", oneboard.foundation.fields.IdField(db_index=True)),
                ("until", models.IntegerField()),
                ("reason", models.TextField()),
                ("proposed_by", oneboard.foundation.fields.IdField(null=True)),
                ("proposed_at", models.BigIntegerField()),
                ("confirmed_by", oneboard.foundation.fields.IdField(null=True)),
                ("confirmed_at", models.BigIntegerField(null=True)),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
    ]
