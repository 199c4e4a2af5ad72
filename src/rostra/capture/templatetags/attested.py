"""Settings of accounts in plain English: their names, and what their values mean."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rostra.platforms.attested import CHOICES, Setting

register = template.Library()

NAMES = {
    Setting.COMMENTING: gettext_lazy("Who may comment"),
    Setting.PROFANITY: gettext_lazy("Profanity filter"),
    Setting.WORDS: gettext_lazy("Filter words"),
    Setting.AUDIENCE: gettext_lazy("Who sees the account"),
    Setting.COUNTRIES: gettext_lazy("Limits by country"),
    Setting.AGE: gettext_lazy("Youngest age"),
}

VALUES = {
    "everyone": gettext_lazy("everyone"),
    "approved": gettext_lazy("everyone, but comments show only after approval"),
    "followers": gettext_lazy("followers only"),
    "followed": gettext_lazy("only those whom the account follows"),
    "verified": gettext_lazy("verified accounts only"),
    "mentioned": gettext_lazy("only those who are mentioned"),
    "nobody": gettext_lazy("nobody"),
    "off": gettext_lazy("off"),
    "medium": gettext_lazy("medium"),
    "strong": gettext_lazy("strong"),
    "some": gettext_lazy("only some, by invitation or approval"),
    "none": gettext_lazy("no limit"),
}


@register.filter
def setting_name(setting: str) -> str:
    """What a setting is called."""
    return str(NAMES[Setting(setting)])


@register.filter
def setting_value(values: Sequence[str], setting: str) -> str:
    """How it stands, in words; lines of text are given as they are."""
    if not values:
        return _("none")
    return "; ".join(str(VALUES.get(each, each)) if Setting(setting) in CHOICES else each for each in values)
