"""The database refuses to let go of what is held (``retention.models.guards``, which tells why it is not written down here)."""

from typing import Any

from django.db import migrations

from rostra.core.guards import put_up_guards, take_down_guards


def protect(apps: Any, schema_editor: Any) -> None:
    put_up_guards()


def unprotect(apps: Any, schema_editor: Any) -> None:
    take_down_guards()


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial"), ("archive", "0003_forwarded_stays"), ("accounts", "0007_impersonations")]
    operations = [migrations.RunPython(protect, unprotect)]
