"""The table of what is in the index."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One record as search knows it. Plain numbers without foreign keys: the index may be thrown away at any time.

    Its tokens are not a field: SQLite keeps them in the FTS5 table ``search_words`` under the same row id, PostgreSQL in the column
    ``words`` of this table (see the migration).
    """

    id = models.BigIntegerField(primary_key=True)  # of the record: newest first is the order of the key
    account = models.BigIntegerField()  # id of the official account; its unit and platform are looked up when asked for
    published = models.BigIntegerField()  # seconds since 1970, exact where the id is only near
    year = models.SmallIntegerField()  # in the city's zone
    marks = models.SmallIntegerField()  # states.Mark

    def __str__(self) -> str:
        return str(self.id)
