"""The table of tokens, which Django has no model for."""

from django.db import migrations

from xiandao.apps.search.index_table import MAKE


def make(_apps, schema_editor):
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(_apps, schema_editor):
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
