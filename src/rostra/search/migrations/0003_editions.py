"""The index is made anew where another route told again what was held: that was found among what was edited."""

from django.db import migrations

from rostra.search.models import index_of


def begin_again(apps, schema_editor):
    """Whoever follows the log fills it again by itself; until then searches find less."""
    alias = schema_editor.connection.alias
    versions, cursors = (apps.get_model("archive", name).objects.using(alias) for name in ("Version", "Cursor"))
    if versions.filter(again=True).exists() and cursors.filter(name="search", position__gt=0).update(position=0):
        index_of(alias).clear()


class Migration(migrations.Migration):
    dependencies = [("search", "0002_names_apart"), ("archive", "0015_editions")]
    operations = [migrations.RunPython(begin_again, migrations.RunPython.noop)]
