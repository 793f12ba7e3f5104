from django.conf import settings
from django.db import migrations, models
from django.db.models import CASCADE, PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("edition", models.ForeignKey(on_delete=CASCADE, related_name="changes", to="plans.edition")),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="FindingNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=24)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("known", "known"), ("not-applicable", "not-applicable"), ("open", "open")],
                        max_length=16,
                    ),
                ),
                ("reason", models.TextField(default="")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("edition", models.ForeignKey(on_delete=CASCADE, related_name="finding_notes", to="plans.edition")),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["edition", "key"], name="finding_note_of")],
            },
        ),
    ]
