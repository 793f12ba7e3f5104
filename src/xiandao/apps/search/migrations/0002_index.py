"""The table of tokens, which Django has no model for."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from xiandao.apps.search.index_table import MAKE


def make(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in MAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
