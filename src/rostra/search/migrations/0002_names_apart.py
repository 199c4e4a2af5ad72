"""The index is made anew: where a text may name somebody is kept apart from its other words from now on. And an index of what officials say."""

from django.db import migrations

from rostra.search.models import index_of

OFFICIAL = "CREATE INDEX search_document_official ON search_document (id, account, year, marks, published) WHERE marks & 16 = 0"


def begin_again(apps, schema_editor):
    """Whoever follows the log fills it again by itself; until then searches find less."""
    cursors = apps.get_model("archive", "Cursor").objects.using(schema_editor.connection.alias)
    if cursors.filter(name="search", position__gt=0).update(position=0):
        index_of(schema_editor.connection.alias).clear()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("archive", "0009_left_open")]
    operations = [
        migrations.RunPython(begin_again, migrations.RunPython.noop),
        migrations.RunSQL(OFFICIAL, "DROP INDEX search_document_official"),
    ]
