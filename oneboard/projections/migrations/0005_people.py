"""Where people were registered, their staff numbers, and whose squads are whose."""

from django.db import migrations, models

from oneboard.foundation.fields import IdField, KeyField


class Migration(migrations.Migration):
    dependencies = [("projections", "0004_registers")]

    operations = [
        migrations.AddField("Unit", "part_of", IdField(null=True, db_index=True)),
        migrations.AlterField("Unit", "name", KeyField(db_index=True)),
        migrations.AlterField("Unit", "place", KeyField(db_index=True)),
        migrations.AddField("Member", "place", KeyField(db_index=True, default=""), preserve_default=False),
        migrations.AddField("Member", "unit", IdField(null=True)),
        migrations.AddField("Member", "number", KeyField(null=True)),
        migrations.AddIndex("Member", models.Index(fields=["unit", "number"], name="member_number")),
        migrations.AlterField("Post", "unit", IdField(db_index=True)),
        migrations.AlterField("Post", "place", KeyField(db_index=True)),
    ]
