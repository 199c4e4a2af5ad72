"""What forms of the public have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

EXACT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
FILES: dict[str, Any] = {
    "label": _("Pictures of the screen, or other files"),
    "help_text": _("JPEG, PNG, PDF or plain text. Place, device and author are taken out of them; names of files are dropped."),
}
ACCEPTED = {"accept": ".jpg,.jpeg,.png,.pdf,.txt"}


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"


class DraftForm(forms.Form):
    """What somebody writes over several pages. Files are kept beside the form, so that none has to be chosen twice."""

    files = forms.FileField(required=False, widget=_Files(attrs={**ACCEPTED}), **FILES)  # type: ignore[assignment] # Django takes fields off the class: the form's own ``files`` stands

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None, wrong: Sequence[str] = ()) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.wrong = wrong

    def clean(self) -> dict[str, Any]:
        """What is wrong with the files."""
        given: dict[str, Any] = super().clean() or {}
        for problem in self.wrong:
            self.add_error("files", problem)
        return given
