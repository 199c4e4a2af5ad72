"""Guards of the database: whoever asks, a row is not deleted or changed where a guard stands. Each app declares its own.

SQLite makes a table anew for many changes of its columns, which no guard that names it survives: ``rostra prepare`` takes all of them down
before it migrates, and puts them up afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """``act``: DELETE, or UPDATE OF columns; ``when``: refused where it is true."""

    name: str
    table: str
    act: str
    when: str
    says: str


Source = Callable[[], Iterable[Guard]]
_sources: list[Source] = []


def guard_source(source: Source) -> Source:
    """Register a function that yields guards. Used as a decorator in an app's ``models``."""
    if source not in _sources:
        _sources.append(source)
    return source


def all_guards() -> Iterator[Guard]:
    """Every guard that is declared."""
    for source in _sources:
        yield from source()


def differs(columns: str) -> str:
    """That one of these columns is to be changed."""
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns.split())


def update_of(columns: str) -> str:
    """The act of changing one of these columns."""
    return f"UPDATE OF {', '.join(columns.split())}"


@transaction.atomic
def put_up_guards() -> None:
    """Put up every guard, as it is declared; one that is there is put up anew. Where tables are still to be made, theirs come with them."""
    take_down_guards()
    with connection.cursor() as cursor:
        for each in _of_tables_there(cursor):
            if connection.vendor == "postgresql":
                row = "OLD" if each.act == "DELETE" else "NEW"
                body = f"BEGIN IF {each.when} THEN RAISE EXCEPTION '{each.says}'; END IF; RETURN {row}; END"
                cursor.execute(f"CREATE FUNCTION {each.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
                cursor.execute(f"CREATE TRIGGER {each.name} BEFORE {each.act} ON {each.table} FOR EACH ROW EXECUTE FUNCTION {each.name}()")
            else:
                when = each.when.replace(" IS DISTINCT FROM ", " IS NOT ")  # an older library could not even open the file
                body = f"SELECT RAISE(ABORT, '{each.says}') WHERE {when}"
                cursor.execute(f"CREATE TRIGGER {each.name} BEFORE {each.act} ON {each.table} BEGIN {body}; END")


@transaction.atomic
def take_down_guards() -> None:
    """Take down those that are there."""
    with connection.cursor() as cursor:
        for each in _of_tables_there(cursor):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {each.name} ON {each.table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {each.name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {each.name}")


def _of_tables_there(cursor: CursorWrapper) -> Iterator[Guard]:
    tables = set(connection.introspection.table_names(cursor))
    return (each for each in all_guards() if each.table in tables)


def missing_guards() -> list[str]:
    """The names of those that are not there. One query."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {name for (name,) in cursor.fetchall()}
    return [each.name for each in all_guards() if each.name not in there]
