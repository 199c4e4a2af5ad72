"""What an appeal against an act of moderation, or against an exception, is about."""

from __future__ import annotations

from rostra.archive.models import Record
from rostra.moderation.models import Appeal


def appealed_records(appeal: Appeal) -> list[Record]:
    """The record that was acted on, as it was captured before; of a block those that it rests on. Empty: nothing was captured first."""
    if appeal.act is not None:
        return list(Record.objects.filter(all_versions__moderation_acts=appeal.act))
    return list(appeal.exception.relied_on.all()) if appeal.exception else []
