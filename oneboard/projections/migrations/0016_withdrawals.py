"""Playbooks that were withdrawn."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projections", "0015_stays")]

    operations = [
        migrations.AddField("Playbook", "withdrawn_at", models.BigIntegerField(null=True)),
    ]
