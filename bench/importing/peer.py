"""The same rows through django-import-export: a trial run with its differences, then the import; seconds of each, as JSON.

It reads a table with one line of heads at the top and no others, so that it is given the rows as they are meant.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

TYPES = {"money": "FloatField", "share": "FloatField", "count": "IntegerField", "date": "DateField"}


def main() -> int:
    """``peer.py WORKBOOK FOLDER admin|bulk COLUMNS…``, a column as name:sort."""
    path, folder, way, columns = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4:]
    import django
    from django.conf import settings

    # As ours: a journal beside the file, and every transaction on the disk.
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
    database = {
        "ENGINE": "django.db.backends.sqlite3", "NAME": folder / "peer.sqlite3", "OPTIONS": {"init_command": pragmas},
    }  # fmt: skip
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=["import_export"], USE_TZ=True)
    django.setup()
    print(json.dumps(_measured(Path(path), way == "bulk", dict(each.split(":") for each in columns))))
    os._exit(0)  # what a million cells leave behind is not to be taken down one by one


def _measured(path: Path, is_bulk: bool, columns: dict[str, str]) -> dict[str, Any]:
    from import_export.formats.base_formats import XLSX

    resource = _resource(columns, is_bulk)
    start = time.perf_counter()
    data = XLSX().create_dataset(path.read_bytes())
    read = time.perf_counter() - start
    start = time.perf_counter()
    tried = resource.import_data(data, dry_run=True, raise_errors=True)
    check = time.perf_counter() - start
    del tried
    start = time.perf_counter()
    data = XLSX().create_dataset(path.read_bytes())  # between the two requests of a person nothing is kept but the file
    resource.import_data(data, dry_run=False, raise_errors=True, use_transactions=True)
    return {
        "read": read,
        "check": check,
        "enter": time.perf_counter() - start,
        "rows": resource.get_queryset().count(),
    }


def _resource(columns: dict[str, str], is_bulk: bool) -> Any:  # noqa: ANN401 - the peer has no types
    from django.db import connection, models
    from import_export.resources import modelresource_factory

    fields: dict[str, Any] = {
        name: getattr(models, TYPES.get(sort, "CharField"))(null=True, **({} if sort in TYPES else {"max_length": 200}))
        for name, sort in columns.items()
    }
    fields["credit_code"] = models.CharField(max_length=18, unique=True)
    meta = type("Meta", (), {"app_label": "import_export"})
    model: Any = type("Enterprise", (models.Model,), {**fields, "Meta": meta, "__module__": __name__})
    with connection.schema_editor() as editor:
        editor.create_model(model)
    options: dict[str, Any] = {"import_id_fields": ("credit_code",), "fields": tuple(columns)}
    if is_bulk:
        options |= {"use_bulk": True, "batch_size": 1_000, "skip_diff": True}
    return modelresource_factory(model=model, meta_options=options)()


if __name__ == "__main__":
    sys.exit(main())
