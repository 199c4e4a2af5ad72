"""How a refusal by an action is shown on the form that asked for it."""

from __future__ import annotations

from django import forms

from rostra.core.errors import Invalid, RostraError


def show_refusal(form: forms.Form, error: RostraError) -> None:
    """Put a refusal on the form: by field where it names one, with its hint."""
    problems = error.problems if isinstance(error, Invalid) else {"": str(error)}
    for field, text in problems.items():
        shown = field if field in form.fields else None
        form.add_error(shown, text if shown else f"{text} {_sentence(error.hint)}".strip())


def _sentence(hint: str) -> str:
    return f"{hint[0].upper()}{hint[1:].rstrip('.')}." if hint else ""
