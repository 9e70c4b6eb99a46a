"""Versions of playbooks that wait for a second person."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField, KeyField, OptionalId


class Migration(migrations.Migration):
    dependencies = [("projections", "0020_bulletins")]

    operations = [
        migrations.CreateModel(
            "Motion",
            fields=[
                ("id", IdField(primary_key=True, serialize=False)),
                ("key", KeyField()),
                ("blob", models.TextField()),
                ("moves", models.TextField()),
                ("proposed_by", OptionalId(null=True)),
                ("proposed_at", models.BigIntegerField()),
                ("approved_at", models.BigIntegerField(null=True)),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
    ]
