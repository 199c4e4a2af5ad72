"""Input of the desk's own pages."""

from __future__ import annotations

from django import forms


class EventsForm(forms.Form):
    """Which events are looked for."""

    who = forms.CharField(label="Who", required=False, max_length=200)
    what = forms.CharField(label="What", required=False, max_length=80)
    about = forms.CharField(label="About", required=False, max_length=200)


class NoteForm(forms.Form):
    """A note on a gap."""

    note = forms.CharField(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What happened and what was done. It stands on the public coverage page; the gap itself cannot be deleted.",
    )
