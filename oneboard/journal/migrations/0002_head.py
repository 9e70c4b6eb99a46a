"""The one row whose lock is the sequencer."""

from django.db import migrations

GENESIS = "0" * 64


def make_head(apps, schema_editor):
    apps.get_model("journal", "Head").objects.create(
        id=1, seq=0, recorded_at=0, block=0, hash=GENESIS, reference_seq=0
    )


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(make_head, migrations.RunPython.noop)]
