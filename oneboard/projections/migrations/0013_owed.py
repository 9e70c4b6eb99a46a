"""An index that leads from playbook and state to the places where something is owed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projections", "0010_boundaries")]

    operations = [
        migrations.AddIndex(
            "Task",
            models.Index(
                fields=["playbook", "state", "place", "due", "id"],
                name="task_owed",
                condition=models.Q(void="", withdrawn=""),
            ),
        ),
    ]
