"""How a refusal by an action is shown on the form that asked for it."""

from __future__ import annotations

from django import forms

from rostra.core.errors import Invalid, RostraError


def show_refusal(form: forms.Form, error: RostraError) -> None:
    """Put a refusal on the form: by field where it names one; with its hint where it is about one thing."""
    problems = error.problems if isinstance(error, Invalid) else {"": str(error)}
    for field, text in problems.items():
        shown = field if field in form.fields else None
        form.add_error(shown, text if shown and len(problems) > 1 else with_hint(text, error.hint))


def with_hint(text: str, hint: str) -> str:
    """What is wrong, and what to do, in sentences."""
    return f"{text.rstrip('.')}. {hint[0].upper()}{hint[1:].rstrip('.')}." if hint else text
