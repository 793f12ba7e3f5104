"""Names are found by any part of them: their pairs of characters and the index over these; states of registers."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from xiandao.apps.registers.mappers import name_pairs
from xiandao.apps.registers.name_index import DROP, MAKE


def fill(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    names = apps.get_model("registers", "Name").objects
    for name in names.only("folded").iterator(2_000):
        names.filter(pk=name.pk).update(pairs=name_pairs(name.folded))


def make(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_saved_views")]
    operations = [
        migrations.AddField("name", "pairs", models.TextField(default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(make, drop),
        migrations.CreateModel(
            name="RegisterState",
            fields=[
                ("kind", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=32)),
            ],
        ),
    ]
