"""Remembered words and addresses are those of Django, in every language and for every argument."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from rostra.portal.templatetags.remembered import pattern

TEMPLATE = "{% load i18n static remembered %}"


def rendered(text: str, **values: object) -> str:
    return Template(TEMPLATE + text).render(Context(values))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("home", ()),
        ("record", (7,)),
        ("version", (2**53, 12)),
        ("version-text", (1, 2)),
        ("account", ("city-hall_2",)),
        ("account", ("1",)),
    ],
)
def test_an_address_is_that_of_django_again_and_again(name: str, args: tuple[object, ...]) -> None:
    places = " ".join(f"v{place}" for place in range(len(args)))
    values = {f"v{place}": value for place, value in enumerate(args)}
    template = Template(f"{TEMPLATE}{{% url 'portal:{name}' {places} %}}")
    for _ in range(2):
        assert template.render(Context(values)) == reverse(f"portal:{name}", args=args)


def test_an_address_kept_under_a_name_and_one_that_cannot_be() -> None:
    assert rendered("{% url 'portal:record' 5 as here %}[{{ here }}]") == "[/record/5]"
    with pytest.raises(NoReverseMatch):
        rendered("{% url 'portal:account' slug %}", slug='"><script>')
    with pytest.raises(NoReverseMatch):
        pattern("portal:nowhere", 1)


def test_words_are_those_of_the_pages_language() -> None:
    template = Template(TEMPLATE + '{% trans "Password" %}')
    said = {}
    for language in ("en", "es", "en", "es"):
        with translation.override(language):
            expected = translation.gettext("Password")
            assert template.render(Context()) == expected
            assert template.render(Context({"LANGUAGE_CODE": language})) == expected
            said[language] = expected
    assert said["en"] != said["es"]


def test_words_under_a_name_and_from_a_variable_are_left_to_django() -> None:
    assert rendered('{% trans "Home" as word %}[{{ word }}]{% trans other %}', other="<b>") == "[Home]&lt;b&gt;"
