"""Emergencies in which every hour counts, the slots of schedules, and since when a unit owes what units owe."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField, KeyField


def _pair(one: str, other: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        one, other, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("projections", "0007_obligations")]

    operations = [
        migrations.AddField("Unit", "recorded_at", models.BigIntegerField(default=0), preserve_default=False),
        migrations.CreateModel(
            "Override",
            fields=[
                ("id", IdField(primary_key=True, serialize=False)),
                ("reason", models.TextField()),
                ("since", models.IntegerField()),
                ("until", models.IntegerField(null=True)),
                ("announced_at", models.BigIntegerField()),
                ("restored_at", models.BigIntegerField(null=True)),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            "Slot",
            fields=[
                ("pk", _pair("playbook", "slot")),
                ("playbook", KeyField()),
                ("slot", models.BigIntegerField()),
                ("entry", IdField()),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
    ]
