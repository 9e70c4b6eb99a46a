"""The number of a mark is SQLite's own row number: one index less to write."""

from django.db import migrations

from oneboard.foundation.fields import RowNumber


class Migration(migrations.Migration):
    dependencies = [("projections", "0013_owed")]
    operations = [migrations.AlterField("Mark", "number", RowNumber(primary_key=True, serialize=False))]
