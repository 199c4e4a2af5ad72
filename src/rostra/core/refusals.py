"""How a refusal by an action is shown on the form that asked for it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from rostra.core.errors import Invalid, RostraError


def show_refusal(form: forms.Form, error: RostraError) -> None:
    """Put a refusal on the form: by field where it names one; with its hint where it is about one thing."""
    problems = error.problems if isinstance(error, Invalid) else {"": str(error)}
    for field, text in problems.items():
        shown = field if field in form.fields else None
        form.add_error(shown, text if shown and len(problems) > 1 else with_hint(text, error.hint))


SLUG_ERRORS = {"invalid": "Use small letters, digits and hyphens alone, as in “social-media”."}


def problems_of(error: ValidationError) -> dict[str, str]:
    """What a model's own constraints refuse, by field, in words for people; "" is the field of what is about several."""
    return {field.replace("__all__", ""): " ".join(map(_told, found)) for field, found in error.error_dict.items()}


def _told(error: ValidationError) -> str:
    """The framework's word for a name in addresses is nobody's."""
    named = str((error.params or {}).get("field_label", "")).lower() == "slug"
    if error.code == "unique" and named:
        return "This name stands for another one already: choose another name."
    return SLUG_ERRORS["invalid"] if "slug" in str(error.message) else " ".join(error.messages)


def with_hint(text: str, hint: str) -> str:
    """What is wrong, and what to do, in sentences."""
    return f"{text.rstrip('.')}. {hint[0].upper()}{hint[1:].rstrip('.')}." if hint else text
