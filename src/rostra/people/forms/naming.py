"""Fields in which somebody, or a position, is named: by number, alias or name, however large the city is. No script is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from rostra.core.actor import Actor
from rostra.people.models import Person, Position
from rostra.people.queries import city_day, naming, persons_in_office
from rostra.people.rules import may_see_roster

Told = tuple[str, str]  # what was written, and which of those who were shown was chosen
_EXACT = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
_CHOSEN = "-chosen"


class NamingWidget(forms.TextInput):
    """A line to write in; and, once several fit what was written, a radio button for each."""

    template_name = "people/naming.html"
    candidates: list[tuple[str, str]]
    settled = ""  # the alias of who was chosen: it stands in the line if the form comes back for another field

    def __init__(self, attrs: Mapping[str, str] | None = None) -> None:
        super().__init__(_EXACT | dict(attrs or {}))
        self.candidates = []

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Told:
        """What was written and what was chosen."""
        del files  # nobody is named by a file
        return str(data.get(name) or ""), str(data.get(name + _CHOSEN) or "")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether nothing was sent."""
        del files
        return name not in data

    def format_value(self, value: Any) -> str:
        """What stands in the line."""
        return self.settled or str(value[0] if isinstance(value, tuple) else value or "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Django's, and who may be meant."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"candidates": self.candidates, "chosen_name": name + _CHOSEN}
        return context


class _NamingField(forms.CharField):
    """One of many, by what is written. Only who may read the roster (``let_choose``) is told who else may be meant.

    Only a number, an alias or a full name that one alone has is taken at once: of all others somebody chooses.
    """

    widget: NamingWidget = NamingWidget  # type: ignore[assignment] # Django makes one of the class
    unknown: str
    ambiguous: str
    chooses = False

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=200, **more)

    def prepare_value(self, value: Any) -> Any:
        """Somebody who is known already stands in the line by alias, which no other has."""
        return getattr(value, "slug", value)

    def clean(self, value: Any) -> Any:
        """Who is meant; None where nothing was written. Raises ValidationError, and shows who may be meant."""
        written, chosen = value
        text = " ".join(super().clean(written).split())
        return self._meant(text, chosen) if text else None

    def _meant(self, text: str, chosen: str) -> Any:
        exact = self.meant(text)
        if len(exact) == 1:
            return exact[0]
        if not self.chooses:
            raise forms.ValidationError(self.ambiguous if exact else self.unknown)
        found = exact or self.like(text)
        for each in found:
            if each.slug == chosen:
                self.widget.settled = each.slug
                return each
        raise forms.ValidationError(self._offer(found))

    def _offer(self, found: list[Any]) -> str:
        if len(found) > naming.MOST:
            return f"More than {naming.MOST} fit. Write more of the name, or a number or alias."
        self.widget.candidates = self.in_words(found) if found else []
        if len(found) == 1:
            return "Is it the one below? Then send it again."
        return "Choose which one you mean." if found else self.unknown

    def meant(self, text: str) -> list[Any]:
        """Those of exactly this name, number or alias."""
        raise NotImplementedError

    def like(self, text: str) -> list[Any]:
        """Those whose name is like it."""
        raise NotImplementedError

    def in_words(self, found: list[Any]) -> list[tuple[str, str]]:
        """The alias of each, and what tells them apart."""
        raise NotImplementedError


class PersonField(_NamingField):
    """Somebody: one in office, or ``among`` others."""

    unknown = "Nobody here has this number, alias or name."
    ambiguous = "Several people have this name. Give the number or the alias of the one you mean."
    hint = "Number, alias or full name."

    def __init__(self, *, among: Callable[[], QuerySet[Person]] | None = None, help_text: str = "", **more: Any) -> None:
        self.among = among or (lambda: persons_in_office(city_day()))
        super().__init__(help_text=f"{help_text} {self.hint}".strip(), **more)

    def meant(self, text: str) -> list[Person]:
        """By number, alias or full name."""
        return naming.persons_meant(text, self.among())

    def like(self, text: str) -> list[Person]:
        """In whose name every word stands."""
        return naming.persons_like(text, self.among())

    def in_words(self, found: list[Person]) -> list[tuple[str, str]]:
        """Name, position, unit, number."""
        return naming.in_words(found, city_day())


class PositionField(_NamingField):
    """A position of the city."""

    unknown = "No position has this alias or title."
    ambiguous = "Several positions have this title. Give the alias of the one you mean."

    def __init__(self, *, help_text: str = "", **more: Any) -> None:
        super().__init__(help_text=f"{help_text} Alias or title.".strip(), **more)

    def meant(self, text: str) -> list[Position]:
        """By alias or title."""
        return naming.positions_meant(text, Position.objects.select_related("unit"))

    def like(self, text: str) -> list[Position]:
        """In whose title or unit every word stands."""
        return naming.positions_like(text, Position.objects.select_related("unit"))

    def in_words(self, found: list[Position]) -> list[tuple[str, str]]:
        """Title, unit, alias."""
        return [(each.slug, f"{each.title} · {each.unit.name} · {each.slug}") for each in found]


def let_choose(form: forms.Form, actor: Actor) -> None:
    """Show who may be meant, where ``actor`` may read the roster. Nobody else learns anything from a name that is nearly right."""
    allowed = bool(may_see_roster(actor))
    for field in form.fields.values():
        if isinstance(field, _NamingField):
            field.chooses = allowed
