"""What is held is not emptied (``cases.models.guards``)."""

from typing import Any

from django.db import migrations

from rostra.core.guards import put_up_guards


def protect(apps: Any, schema_editor: Any) -> None:
    put_up_guards()


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_notices"), ("retention", "0002_guards")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
