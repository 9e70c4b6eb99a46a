from django.db import migrations, models

from oneboard.foundation.fields import KeyField


def key(**options):
    return KeyField(**options)


def several(*names):
    return models.CompositePrimaryKey(*names, blank=True, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("projections", "0002_incidents")]

    operations = [
        migrations.AddField("Place", "placed_by", key(default=""), preserve_default=False),
        migrations.AddField("Place", "closed", models.IntegerField(default=0), preserve_default=False),
        migrations.AddField("Place", "heir", key(null=True)),
        migrations.AddField("Tally", "own", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "Campaign", "opened_seq", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.AddField("Campaign", "edition", key(default=""), preserve_default=False),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("edition", key(primary_key=True, serialize=False)),
                ("title", models.TextField()),
                ("source", models.TextField()),
                ("valid_from", key()),
                ("seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("pk", several("edition", "place")),
                ("edition", key()),
                ("place", key()),
                ("level", models.TextField()),
                ("name", models.TextField()),
                ("parent", key(null=True)),
                ("code", key(null=True)),
                ("path", key()),
                ("known", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["edition", "path"], name="node_path"),
                    models.Index(fields=["place"], name="node_place"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("pk", several("place", "path")),
                ("place", key()),
                ("path", key()),
                ("parts", models.IntegerField()),
                ("covers", models.IntegerField()),
            ],
            options={"indexes": [models.Index(fields=["path"], name="ground_path")]},
        ),
        migrations.CreateModel(
            name="Chronicle",
            fields=[
                ("pk", several("place", "seq")),
                ("place", key()),
                ("seq", models.BigIntegerField()),
                ("what", key()),
                ("edition", key()),
                ("name", models.TextField()),
                ("parent", key(null=True)),
                ("others", models.TextField()),
            ],
        ),
    ]
