"""The templates of bulletins."""

from django.db import migrations, models

from oneboard.foundation.fields import KeyField


class Migration(migrations.Migration):
    dependencies = [("projections", "0018_balances")]

    operations = [
        migrations.CreateModel(
            "Template",
            fields=[
                ("key", KeyField(primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("changed_seq", models.BigIntegerField()),
            ],
        ),
    ]
