"""Papers as they were issued."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField, KeyField, OptionalId


class Migration(migrations.Migration):
    dependencies = [("projections", "0024_parts")]

    operations = [
        migrations.CreateModel(
            "Paper",
            fields=[
                ("id", IdField(primary_key=True, serialize=False)),
                ("task", IdField(db_index=True)),
                ("subject", OptionalId(null=True)),
                ("place", KeyField()),
                ("playbook", KeyField()),
                ("paper", KeyField()),
                ("after", IdField()),
                ("unit", IdField()),
                ("series", KeyField()),
                ("year", models.IntegerField()),
                ("number", models.IntegerField()),
                ("layout", models.IntegerField()),
                ("issued_at", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("withdrawn", KeyField()),
                ("withdrawn_at", models.BigIntegerField(null=True)),
                ("changed_seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["place", "seq"], name="paper_place")],
                "constraints": [
                    models.UniqueConstraint(fields=["unit", "series", "year", "number"], name="paper_number")
                ],
            },
        ),
    ]
