"""How high incidents are responded to, as it was declared."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField


class Migration(migrations.Migration):
    dependencies = [("projections", "0021_motions")]

    operations = [
        migrations.CreateModel(
            "Response",
            fields=[
                ("id", IdField(primary_key=True, serialize=False)),
                ("incident", IdField(db_index=True)),
                ("response", models.TextField()),
                ("by_order", models.TextField()),
                ("reason", models.TextField()),
                ("since", models.BigIntegerField()),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
    ]
