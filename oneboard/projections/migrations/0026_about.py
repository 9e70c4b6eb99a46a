"""What an order says in a line is to be done."""

from django.db import migrations

from oneboard.foundation.fields import OptionalKey


class Migration(migrations.Migration):
    dependencies = [("projections", "0025_papers")]

    operations = [migrations.AddField("Task", "about", OptionalKey(null=True))]
