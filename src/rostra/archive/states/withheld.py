"""What of one version everybody does not get: the classifications in force on it, what the city does not show, and what each takes away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rostra.archive.states.display import Policy
from rostra.archive.states.links import last_part, named_in
from rostra.archive.states.spans import Link, Span, label_of, merged
from rostra.archive.states.withholding import CONTENT, HIDES_ADDRESS, NAMES_AUTHOR, OPEN, TELLS_ALL, Part, withheld_fields
from rostra.core.data_class import DataClass


@dataclass(frozen=True, slots=True)
class Reason:
    """A classification in force; or, with a ``policy``, what the city does not show, and in place of a law why not.

    ``version`` None: of every version. ``uri``: the record's address, where it withholds it.
    """

    part: Part
    held_as: DataClass
    basis: str
    law: str
    since: dt.datetime
    until: dt.date | None = None
    version: int | None = None
    ordinal: int | None = None
    start: int = 0
    end: int = 0
    uri: str = ""
    url: str = ""
    author: tuple[str, ...] = field(default=(), repr=False)  # identity and handle, where it withholds the address
    policy: Policy | None = None
    shown_as: str = ""  # what stands in its place; empty: that it is not shown, and why

    def of_everything(self) -> Reason:
        """The same, for a record as a whole."""
        return replace(self, part=Part.WHOLE, version=None, ordinal=None, start=0, end=0)

    def is_on(self, number: int) -> bool:
        """Whether it is about this version."""
        return self.version is None or self.version == number

    def is_led_to(self, href: str) -> bool:
        """Whether a link leads to the record whose address it withholds; or to its author, where it withholds them."""
        names = named_in(href)
        if href in {self.url, self.uri} - {""}:
            return True
        of_author = not names.isdisjoint(self.author)
        return of_author and (self.part in NAMES_AUTHOR or last_part(self.uri) in names)

    @property
    def whole_record(self) -> bool:
        """Whether it withholds a record in all its versions, who said it too."""
        return self.part is Part.WHOLE and self.version is None and self.policy is not Policy.FACT


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is withheld of version ``number``. ``record``: in force on any version of its record; ``named``: on records that it names;
    ``linked``: on records, or who said them, to which its links lead, each with the link.
    """

    number: int
    record: tuple[Reason, ...] = ()
    named: tuple[Reason, ...] = ()
    linked: tuple[tuple[str, Reason], ...] = ()
    changed: dt.datetime | None = None  # when any of this last changed, what was opened again too
    author: tuple[str, ...] = field(default=(), repr=False)  # identity and handle, where they may not stand in an address either
    called: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # handles of residents, and what stands in their place
    reasons: tuple[Reason, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reasons", tuple(each for each in self.record if each.is_on(self.number)))

    def __bool__(self) -> bool:
        return bool(self.reasons or self.named or self.linked)

    @property
    def elsewhere(self) -> bool:
        """Whether anything is withheld of its record, or of what it names: of other versions then, too."""
        return bool(self.record or self.named or self.linked)

    def on(self, number: int) -> Withheld:
        """The same for another version of the record."""
        return replace(self, number=number)

    @property
    def policy(self) -> Policy:
        """What the city shows of it, whatever a law withholds."""
        found = {each.policy for each in self._all}
        return next((each for each in (Policy.WITHHELD, Policy.FACT, Policy.MASKED) if each in found), Policy.FULL)

    @property
    def policy_reason(self) -> str:
        """Why it does not show all of it; empty where it does."""
        return laws(each for each in self._all if each.policy is self.policy)

    @property
    def tells_digest(self) -> bool:
        """Whether the digest of the item's own bytes is told: not where it could confirm a guess at what a law withholds, or at a name."""
        return all(each.policy is Policy.FACT for each in self._all)

    @property
    def _all(self) -> tuple[Reason, ...]:
        return (*self.reasons, *self.named, *(each for _href, each in self.linked))

    @property
    def in_words(self) -> str:
        """Everything for which something is not shown: laws, and reasons of the city."""
        return laws(self._all)

    def why(self, *parts: Part) -> str:
        """What stands in the place of any of these parts, or of the whole, where it is withheld; empty where none is."""
        return labels(each for each in self.reasons if each.part in {*parts, Part.WHOLE})

    def why_of_record(self, *parts: Part) -> str:
        """The same for what all versions share."""
        return labels(each for each in self.reasons if each.whole_record or each.part in parts)

    def why_attachment(self, ordinal: int) -> str:
        """The same for this attachment; empty where it is not withheld."""
        of_it = (each for each in self.reasons if each.part is Part.ATTACHMENT and each.ordinal == ordinal and not each.shown_as)
        return labels([*(each for each in self.reasons if each.part is Part.WHOLE), *of_it])

    @property
    def hides_address(self) -> bool:
        """Whether the record's address on its network is withheld."""
        return any(each.uri for each in self.reasons)

    def spans(self, length: int) -> list[Span]:
        """The characters that are withheld of a text of this length, in order."""
        found = (each for each in self.reasons if each.part is Part.SPAN)
        return merged((Span(each.start, each.end, labels([each])) for each in found), length)

    @property
    def told(self) -> tuple[Reason, ...]:
        """What everybody is told of what laws withhold: each part, class and law once, from when it was first so."""
        named = (replace(each, part=Part.CONTEXT) for each in self.named)
        linked = (replace(each, part=Part.LINKS) for _href, each in self.linked)
        found: dict[tuple[object, ...], Reason] = {}
        by_law = (each for each in (*self.reasons, *named, *linked) if each.policy is None)
        for each in sorted(by_law, key=lambda reason: reason.since):
            found.setdefault((each.part, each.ordinal, each.held_as, each.law, each.until), each)
        return tuple(found.values())

    def names_withheld(self, uri: str) -> bool:
        """Whether this address, or reference to a picture, is that of a record whose address is withheld, or holds who said it here."""
        withheld = any(each.uri == uri for each in (*self.named, *self.reasons))
        return bool(uri) and (withheld or any(name in uri for name in self.author))

    def kept_links(self, links: Iterable[Link]) -> list[Link]:
        """Of the links of the text those that everybody gets: none that leads to who is withheld, or to what they said."""
        led = {href for href, _reason in self.linked}
        return [] if self.why(Part.LINKS) else [link for link in links if link[2] not in led]

    def fields(self, names: Sequence[str], links: Iterable[Link]) -> dict[str, str]:
        """Of the fields that an entry commits to those that are withheld, each with the laws. ``links``: of the text as it came."""
        found: dict[str, list[Reason]] = {}
        for reason in self.reasons:
            for name in self._fields_of(reason, names, list(links)):
                found.setdefault(name, []).append(reason)
        for reason in self.named:
            for name in ("context", *TELLS_ALL):
                found.setdefault(name, []).append(reason)
        for _href, reason in self.linked:
            for name in ("links", *TELLS_ALL):
                found.setdefault(name, []).append(reason)
        return {name: laws(reasons) for name, reasons in found.items() if name in names}

    def _fields_of(self, reason: Reason, names: Sequence[str], links: Sequence[Link]) -> Iterator[str]:
        if reason.policy is Policy.FACT:
            yield from CONTENT.intersection(names)
            return
        withheld = withheld_fields(reason.part, of_one_version=reason.version is not None)
        for name in names if withheld is None else withheld:
            untouched = reason.part is Part.SPAN and name == "links" and not _touches(reason, links)
            if not untouched and not (withheld is None and name in OPEN):
                yield name


NOTHING: Final = Withheld(0)


def laws(reasons: Iterable[Reason]) -> str:
    """The laws of these, each once."""
    return "; ".join(dict.fromkeys(reason.law for reason in reasons))


def labels(reasons: Iterable[Reason]) -> str:
    """What stands in the place of what these withhold, each law and each reason once; empty where there are none."""
    found = list(reasons)
    law = laws(each for each in found if each.policy is None)
    shown = dict.fromkeys(each.shown_as or f"[not shown here: {each.law}]" for each in found if each.policy)
    return " ".join([*([label_of(law)] if law else []), *shown])


def hides_address(part: Part, version: int | None) -> bool:
    """Whether a classification of this part withholds the record's address on its network."""
    return part in HIDES_ADDRESS and version is None


def _touches(reason: Reason, links: Iterable[Link]) -> bool:
    return any(start < reason.end and reason.start < end for start, end, _ in links)
