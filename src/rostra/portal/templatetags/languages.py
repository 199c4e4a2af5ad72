"""Pages that can be read in several languages: addresses that keep the choice, the choice itself, and the city's own words."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from rostra.core.languages import address, is_city_s_own, offered_languages

register = template.Library()

OWN_NAME = gettext_lazy("English")  # each catalogue translates it by its language's own name


@register.simple_tag
def page_url(name: str, /, *args: object, **asked: object) -> str:
    """As ``url``, and the page is in the language of this one; ``asked`` of it stands in its query."""
    return address(name, *args, **asked)


@register.simple_tag
def city_language() -> str:
    """Of a link to a page in the city's own language alone: which that is, where this page is in another one."""
    return "" if is_city_s_own(translation.get_language()) else format_html(' hreflang="{}"', settings.LANGUAGE_CODE)


@register.inclusion_tag("portal/languages.html", takes_context=True)
def language_choice(context: RequestContext, name: str, *args: object) -> dict[str, object]:
    """Links to the page of this ``name`` in every language that is offered; nothing where there is one alone."""
    choices, asked = [], context["request"].GET.dict()
    asked.pop("lang", None)
    for code in offered_languages():
        with translation.override(code):
            choices.append((code, str(OWN_NAME), address(name, *args, **asked)))
    return {"choices": choices, "now": translation.get_language()}


@register.filter
def translated(text: object) -> str:
    """What the city wrote in its profile, as its catalogue has it."""
    return gettext(str(text)) if text else ""


@register.filter
def city_words(text: object) -> str:
    """The same for a page; where its catalogue does not have it, marked as being in the city's own language."""
    said = translated(text)
    if said != str(text) or is_city_s_own(translation.get_language()):
        return said
    return format_html('<span lang="{}">{}</span>', settings.LANGUAGE_CODE, said)
