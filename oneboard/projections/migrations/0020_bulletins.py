"""Bulletins as they were signed."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField, KeyField


class Migration(migrations.Migration):
    dependencies = [("projections", "0019_templates")]

    operations = [
        migrations.CreateModel(
            "Bulletin",
            fields=[
                ("id", IdField(primary_key=True, serialize=False)),
                ("series", KeyField()),
                ("template", KeyField()),
                ("place", KeyField()),
                ("number", models.IntegerField()),
                ("as_of", models.BigIntegerField()),
                ("seq", models.BigIntegerField()),
                ("blob", KeyField()),
                ("signed_at", models.BigIntegerField()),
                ("changed_seq", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["place", "series", "number"], name="bulletin_number")],
            },
        ),
    ]
