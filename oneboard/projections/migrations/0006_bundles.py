"""Playbooks are published with their forms."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projections", "0005_people")]

    operations = [
        migrations.AddField("Playbook", "forms", models.TextField(default="{}"), preserve_default=False),
        migrations.AddField("Playbook", "blob", models.TextField(default=""), preserve_default=False),
    ]
