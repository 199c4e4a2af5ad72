"""Input of the desk's own pages."""

from __future__ import annotations

from django import forms


class NoteForm(forms.Form):
    """A note on a gap."""

    note = forms.CharField(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What happened and what was done. It stands on the public coverage page; the gap itself cannot be deleted.",
    )
