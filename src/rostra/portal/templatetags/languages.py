"""Pages that can be read in several languages: addresses that keep the choice, the choice itself, and the city's own words."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from rostra.core.languages import address, offered_languages

register = template.Library()

OWN_NAME = gettext_lazy("English")  # each catalogue translates it by its language's own name


@register.simple_tag
def page_url(name: str, *args: object) -> str:
    """As ``url``, and the page is in the language of this one."""
    return address(name, *args)


@register.inclusion_tag("portal/languages.html", takes_context=True)
def language_choice(context: RequestContext, name: str) -> dict[str, object]:
    """Links to the page of this ``name`` in every language that is offered; nothing where there is one alone."""
    choices, asked = [], context["request"].GET.copy()
    asked.pop("lang", None)
    for code in offered_languages():
        with translation.override(code):
            kept = address(name)
            choices.append((code, str(OWN_NAME), kept + ("&" if "?" in kept else "?") * bool(asked) + asked.urlencode()))
    return {"choices": choices, "now": translation.get_language()}


@register.filter
def translated(text: object) -> str:
    """What the city wrote in its profile, as its catalogue has it."""
    return gettext(str(text)) if text else ""
