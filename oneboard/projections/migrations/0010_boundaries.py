"""What was drawn of the places of an edition."""

from django.db import migrations, models

from oneboard.foundation.fields import KeyField


class Migration(migrations.Migration):
    dependencies = [("projections", "0008_timetable")]

    operations = [
        migrations.CreateModel(
            name="Boundary",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "edition", "place", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("edition", KeyField()),
                ("place", KeyField()),
                ("outline", models.TextField()),
                ("point", models.TextField()),
                ("changed_seq", models.BigIntegerField(db_index=True)),
            ],
            options={"indexes": [models.Index(fields=["place"], name="boundary_place")]},
        ),
    ]
