"""What is asked of people in the field, day by day."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField, KeyField


class Migration(migrations.Migration):
    dependencies = [("projections", "0022_responses")]

    operations = [
        migrations.CreateModel(
            "Workload",
            fields=[
                ("post", IdField()),
                ("day", models.IntegerField()),
                ("work", KeyField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "post", "day", "work", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entries", models.BigIntegerField()),
                ("answers", models.BigIntegerField()),
                ("seconds", models.BigIntegerField()),
                ("first_at", models.BigIntegerField()),
                ("last_at", models.BigIntegerField()),
            ],
        ),
    ]
