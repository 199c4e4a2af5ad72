"""A record as somebody names it in a form."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rostra.archive.models import Record
from rostra.archive.queries.classifications import record_whole

_NAMED = re.compile(r"(?:.*/)?record/(\d+)(?:[/?#.].*)?|(\d+)")


class RecordField(forms.CharField):
    """A record by its number, or by its address here. The clean value is the record, or None where nothing was said."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=300, help_text=_("Its number, or its address here, as /record/12"), **given)

    def clean(self, value: Any) -> Record | None:
        """The record that is meant."""
        if not (told := super().clean(value)):
            return None
        named = _NAMED.fullmatch(told)
        if named is None:
            raise ValidationError(_("This names no record. Write its number, as 12, or its address here, as /record/12."))
        if (found := record_whole(int(named[1] or named[2]))) is None:
            raise ValidationError(_("There is no record of this number here. Look at its page again: the number stands in its address."))
        return found
