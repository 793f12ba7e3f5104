"""The last day of a policy that its keepers were told of stands with the policy."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def told_fill(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor | None) -> None:
    """Whoever was told of the last day that still stands is not told again."""
    notices = apps.get_model("notices", "Notice").objects.filter(kind="policy.ending", about_model="policies.policy")
    policies = apps.get_model("policies", "Policy").objects
    for policy, day in dict(notices.order_by("pk").values_list("about_id", "subject")).items():
        policies.filter(pk=policy, valid_until=day).update(ending_told=day)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_initial"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="ending_told",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(told_fill, migrations.RunPython.noop),
    ]
