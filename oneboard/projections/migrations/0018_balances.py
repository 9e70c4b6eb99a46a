"""How each mark came, and what the tallies were at the end of every stretch. `oneboard upgrade` replays what stands."""

from django.db import migrations, models

from oneboard.foundation.fields import KeyField


class Migration(migrations.Migration):
    dependencies = [("projections", "0017_notices")]

    operations = [
        migrations.AddField("Mark", "came", models.IntegerField(default=0), preserve_default=False),
        migrations.CreateModel(
            "Balance",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "indicator",
                        "place",
                        "day",
                        "stretch",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("indicator", KeyField()),
                ("place", KeyField()),
                ("day", models.IntegerField()),
                ("stretch", models.IntegerField()),
                ("n", models.BigIntegerField()),
            ],
        ),
    ]
