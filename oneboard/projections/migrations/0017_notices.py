"""What the clock told whom about a task; and the clock looks at no task that is void."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField, KeyField


class Migration(migrations.Migration):
    dependencies = [("projections", "0016_withdrawals")]

    operations = [
        migrations.CreateModel(
            "Notice",
            fields=[
                ("id", IdField(primary_key=True, serialize=False)),
                ("entry", IdField()),
                ("role", KeyField()),
                ("task", IdField()),
                ("subject", IdField(null=True)),
                ("place", KeyField()),
                ("kind", models.TextField()),
                ("at", models.BigIntegerField()),
                ("due", models.BigIntegerField()),
                ("gone", models.IntegerField()),
                ("changed_seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place"], name="notice_place"),
                    models.Index(fields=["subject"], name="notice_subject"),
                    models.Index(fields=["task"], name="notice_task"),
                    models.Index(fields=["role", "at"], name="notice_role"),
                ]
            },
        ),
        migrations.RemoveIndex("Task", "task_next"),
        migrations.AddIndex(
            "Task",
            models.Index(
                fields=["next_at", "id"], name="task_next", condition=models.Q(next_at__isnull=False, void="")
            ),
        ),
    ]
