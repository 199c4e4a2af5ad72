"""Input of what people hand over. What is valid is decided in ``rules.forwarded``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from rostra.archive.rules.forwarded import LONGEST, Forwarding
from rostra.archive.states.submitted import Business, Handed


def handed(file: UploadedFile[Any], most: int) -> Handed:
    """A file as it was sent, with its size; of one that is larger than ``most`` bytes nothing more."""
    size = file.size or 0
    return Handed((file.name or _("file"))[:80], size, file.read() if size <= most else b"")


class FilesInput(forms.ClearableFileInput):
    """Where several files are chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none where none is required."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each as Django's own field wants it."""
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(each, initial) for each in given]


class ForwardForm(forms.Form):
    """Words, files, a day, a yes. No account, no address of one, no link."""

    business = forms.ChoiceField(
        label="Was it city business?",
        choices=[
            (Business.YES.value, "Yes"),
            (Business.UNSURE.value, "I am not sure: the records office decides"),
            (Business.NO.value, "No: it was my own"),
        ],
        widget=forms.RadioSelect,
    )
    written = forms.DateField(
        label="The day on which it came to you, or you wrote it",
        widget=forms.DateInput(attrs={"autocomplete": "off"}),
        help_text="For example 2026-01-31",
    )
    text = forms.CharField(
        label="The words",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Paste them as they are. Say who wrote what, where that matters. Leave out the name of your own account.",
    )
    files = FilesField(  # type: ignore[assignment] # Django takes fields off the class: the form's own ``files`` stands
        label="Pictures of the screen, or files",
        required=False,
        widget=FilesInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,.txt"}),
        help_text="JPEG, PNG, PDF or plain text. Place, device and the like are taken out of pictures; the names of files are dropped.",
    )

    def told(self) -> Forwarding:
        """What is handed over."""
        given = self.cleaned_data
        return Forwarding(given["written"], Business(given["business"]), given["text"], [file.read() for file in given["files"]])
