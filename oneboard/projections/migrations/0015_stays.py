"""What a campaign's ground keeps although a hand moved it."""

from django.db import migrations, models

import oneboard.foundation.fields


class Migration(migrations.Migration):
    dependencies = [("projections", "0014_row_numbers")]

    operations = [
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "campaign", "place", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("campaign", oneboard.foundation.fields.IdField()),
                ("place", oneboard.foundation.fields.KeyField(db_index=True)),
                ("inside", models.IntegerField()),
            ],
        ),
    ]
