"""Tasks that are parts of others."""

from django.db import migrations, models

from oneboard.foundation.fields import OptionalId


class Migration(migrations.Migration):
    dependencies = [("projections", "0023_workloads")]

    operations = [
        migrations.AddField("Task", "part_of", OptionalId(null=True)),
        migrations.AddIndex(
            "Task",
            models.Index(fields=["part_of"], name="task_part_of", condition=models.Q(part_of__isnull=False)),
        ),
    ]
