from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import oneboard.foundation.fields

IdField, KeyField = oneboard.foundation.fields.IdField, oneboard.foundation.fields.KeyField

# The words lie in the table; the index beside it holds none of its own and points to rows by their number.
SQLITE = (
    "CREATE VIRTUAL TABLE projections_text_words USING fts5 "
    "(words, content='projections_text', content_rowid='number', detail='none', tokenize='ascii')",
    "CREATE TRIGGER projections_text_added AFTER INSERT ON projections_text BEGIN "
    "INSERT INTO projections_text_words (rowid, words) VALUES (new.number, new.words); END",
    "CREATE TRIGGER projections_text_gone AFTER DELETE ON projections_text BEGIN "
    "INSERT INTO projections_text_words (projections_text_words, rowid, words) "
    "VALUES ('delete', old.number, old.words); END",
    "CREATE TRIGGER projections_text_changed AFTER UPDATE ON projections_text BEGIN "
    "INSERT INTO projections_text_words (projections_text_words, rowid, words) "
    "VALUES ('delete', old.number, old.words); "
    "INSERT INTO projections_text_words (rowid, words) VALUES (new.number, new.words); END",
)
# Not to_tsvector: under some locales its parser takes Chinese for blanks.
POSTGRESQL = (
    "CREATE INDEX projections_text_words ON projections_text USING gin (string_to_array(words, ' '))",
)


def make_search(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def pair(one: str, other: str, *rest: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(
        one, other, *rest, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("projections", "0003_editions")]

    operations = [
        migrations.CreateModel(
            name="Apart",
            fields=[
                ("pk", pair("one", "other")),
                ("one", IdField()),
                ("other", IdField()),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                ("pk", pair("place", "subject")),
                ("place", KeyField()),
                ("subject", IdField(db_index=True)),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Find",
            fields=[
                ("pk", pair("subject", "path", "hash")),
                ("subject", IdField()),
                ("path", KeyField()),
                ("hash", KeyField(db_index=True)),
                ("scope", models.IntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                ("key", KeyField(primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Text",
            fields=[
                ("number", oneboard.foundation.fields.RowNumber(primary_key=True, serialize=False)),
                ("subject", IdField()),
                ("words", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("pk", pair("subject", "entry")),
                ("subject", IdField()),
                ("entry", IdField()),
                ("register", KeyField()),
                ("seq", models.BigIntegerField()),
                ("as_of", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("device", IdField()),
                ("device_seq", models.BigIntegerField()),
                ("parents", models.TextField()),
                ("place", KeyField(null=True)),
                ("closed", KeyField(null=True)),
                ("readable", models.TextField()),
                ("paths", models.TextField()),
                ("sealed", models.TextField()),
                ("scope", models.IntegerField(db_index=True, null=True)),
                ("find", models.TextField()),
            ],
        ),
        *(
            migrations.AddField("subject", name, field, preserve_default=False)
            for name, field in (
                ("readable", models.TextField(default="{}")),
                ("closed", models.TextField(default="")),
                ("merged_into", IdField(null=True)),
                ("clashes", models.TextField(default="[]")),
                ("number", models.BigIntegerField(default=0)),
            )
        ),
        migrations.AddField("task", "void", models.TextField(default=""), preserve_default=False),
        migrations.AddIndex(
            "subject",
            models.Index(
                condition=models.Q(merged_into__isnull=False), fields=["merged_into"], name="subject_merged"
            ),
        ),
        migrations.RemoveIndex("subject", "subject_place"),
        migrations.AddIndex("subject", models.Index(fields=["place", "id"], name="subject_list")),
        migrations.AddIndex("task", models.Index(fields=["subject"], name="task_subject")),
        migrations.RunPython(make_search, migrations.RunPython.noop),
    ]
