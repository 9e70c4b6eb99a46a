"""The seq of a line is SQLite's own row number: one index less to write."""

from django.db import migrations

from oneboard.foundation.fields import RowNumber


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_head")]
    operations = [migrations.AlterField("Line", "seq", RowNumber(primary_key=True, serialize=False))]
