"""Tasks that something opened, that somebody was assigned to, and that the clock looks at."""

from django.db import migrations, models

import oneboard.foundation.fields


class Migration(migrations.Migration):
    dependencies = [("projections", "0006_bundles")]

    operations = [
        migrations.AddField("Task", "withdrawn", models.TextField(default=""), preserve_default=False),
        migrations.AddField("Task", "opener", oneboard.foundation.fields.IdField(null=True)),
        migrations.AddField("Task", "first_due", models.BigIntegerField(null=True)),
        migrations.AddField("Task", "assigned", oneboard.foundation.fields.KeyField(null=True)),
        migrations.AddField("Task", "next_at", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "Task",
            models.Index(
                fields=["assigned"], name="task_assigned", condition=models.Q(assigned__isnull=False)
            ),
        ),
        migrations.AddIndex(
            "Task",
            models.Index(fields=["next_at"], name="task_next", condition=models.Q(next_at__isnull=False)),
        ),
    ]
