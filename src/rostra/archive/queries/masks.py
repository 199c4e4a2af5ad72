"""Residents under letters: who takes part in a thread, and where a version names them. No record changes by it.

A letter is a person's within one thread, by the order in which they came in; in another thread they have another. Who is quoted or
repeated from elsewhere has none. Official accounts keep their names wherever they stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rostra.accounts.queries.known_as import official_among
from rostra.archive.models import Attachment, Record, Version
from rostra.archive.queries.render import Link, links_in, links_of
from rostra.archive.states.display import SOMEBODY, Policy, called_by, mentions, pseudonym
from rostra.archive.states.links import last_part, named_in
from rostra.archive.states.withheld import Reason
from rostra.archive.states.withholding import Part
from rostra.core.data_class import DataClass
from rostra.platforms.base import Kind

_REPEATED = re.compile(r"RT @(\w{1,100}):")  # how a repost begins where the network kept nothing else of it
_AT_ONCE = 400  # addresses that are looked for at once
_LONG = 5  # characters by which one post is told from others


@dataclass(frozen=True, slots=True)
class Undisplayed:
    """What of a version the city does not show, as ``Withheld`` takes it: of the record, of what it names, of where its links lead."""

    of_record: tuple[Reason, ...] = ()
    named: tuple[Reason, ...] = ()
    linked: tuple[tuple[str, Reason], ...] = ()
    called: tuple[tuple[str, str], ...] = ()  # handles, and what stands in their place wherever one is mentioned


SHOWN: Final = Undisplayed()


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who is no official account, as captured."""

    identity: str
    handle: str
    called: str = SOMEBODY

    @property
    def names(self) -> set[str]:
        """By which a link can lead to them."""
        return {name.lower().removeprefix("@") for name in (self.identity, self.handle)} - {""}


@dataclass(slots=True)
class Around:
    """What is known of those who stand around some versions: residents by thread, and by the address of what they said."""

    of_thread: defaultdict[str, dict[str, Resident]] = field(default_factory=lambda: defaultdict(dict))
    of_address: dict[str, Resident] = field(default_factory=dict)
    official: set[str] = field(default_factory=set)  # identities and handles of the city's accounts, in small letters
    by_officials: set[str] = field(default_factory=set)  # addresses of what they said

    def is_official(self, name: str) -> bool:
        """Whether this is the identity, or a handle, of an official account."""
        return name.lower() in self.official

    def is_residents(self, uri: str, record: Record) -> bool:
        """Whether what ``record`` names by this address was said by nobody who speaks for the city, as far as it is known."""
        if uri in self.of_address:
            return True
        by_itself = record.official and uri.lower().startswith(record.author_id.lower())
        return not (by_itself or uri in self.by_officials or any(map(self.is_official, named_in(uri))))


def masked(versions: Sequence[Version]) -> dict[int, Undisplayed]:
    """By primary key where these versions tell who a resident is; only those that do. Three queries, and one more for each
    ``_AT_ONCE`` addresses.
    """
    described = _described(versions)
    telling = [version for version in versions if version.pk in described or _may_tell(version)]
    if not telling:
        return {}
    around = _around(telling)
    found = {version.pk: _mask(version, around, described[version.pk]) for version in telling}
    return {pk: each for pk, each in found.items() if each != SHOWN}


def _described(versions: Sequence[Version]) -> defaultdict[int, list[tuple[int, str]]]:
    """By version the descriptions of its pictures that mention anybody, each with its place. One query."""
    found: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Attachment.objects.filter(version__in=[version.pk for version in versions], alt__contains="@").order_by("version", "ordinal")
    for version, ordinal, alt in rows.values_list("version", "ordinal", "alt"):
        found[version].append((ordinal, alt))
    return found


def _may_tell(version: Version) -> bool:
    record = version.record
    return not record.official or "@" in version.text or bool(record.reply_to or _named(version) or _links(version))


def _named(version: Version) -> list[str]:
    """What it quotes, repeats or is about, as far as it was read."""
    context = version.__dict__.get("context") or {}
    return [uri for uri in (context.get("quotes"), context.get("subject")) if uri]


def _links(version: Version) -> list[Link]:
    """Its links; those that stand in the text, where no others were read."""
    html = version.__dict__.get("html")
    if html is None:
        return links_of(version.text, ()) if "://" in version.text else []
    return links_in(html) if "<a " in html else []


def _thread(record: Record) -> str:
    return record.thread or record.uri


def _around(versions: Sequence[Version]) -> Around:
    around = Around()
    threads = {_thread(version.record) for version in versions}
    addresses = sorted(threads | {uri for version in versions for uri in (version.record.reply_to, *_named(version)) if uri})
    said = [row for first in range(0, len(addresses), _AT_ONCE) for row in _said(addresses[first : first + _AT_ONCE])]
    around.by_officials = {uri for uri, *_, official in said if official}
    names = {part for uri in addresses for part in named_in(uri)} | {name for version in versions for name in _repeated(version)}
    around.official = official_among(names | {identity for _uri, _thread, identity, *_ in said})
    for uri, thread, identity, handle, official in said:
        if not official and not around.is_official(identity):
            members = around.of_thread[thread or uri]
            around.of_address[uri] = members.setdefault(identity, Resident(identity, handle, pseudonym(len(members))))
    return around


def _said(addresses: Sequence[str]) -> QuerySet[Record, tuple[str, str, str, str, bool]]:
    """What was said in these threads, or at these addresses, in the order in which it came."""
    either = (~Q(thread="") & Q(thread__in=addresses)) | Q(uri__in=addresses)
    return Record.objects.filter(either).order_by("id").values_list("uri", "thread", "author_id", "author_handle", "official")


def _repeated(version: Version) -> list[str]:
    """The name with which a repost begins."""
    found = _REPEATED.match(version.text) if version.record.kind == Kind.REPOST else None
    return [found[1]] if found else []


def _mask(version: Version, around: Around, described: Iterable[tuple[int, str]]) -> Undisplayed:
    record = version.record
    people = [*around.of_thread[_thread(record)].values(), *(around.of_address[uri] for uri in _named(version) if uri in around.of_address)]
    people += [Resident("", name) for name in _repeated(version) if not around.is_official(name)]
    addresses = dict.fromkeys(uri for uri in (record.reply_to, record.thread, *_named(version)) if uri and uri != record.uri)
    named = [uri for uri in addresses if around.is_residents(uri, record)]
    called = tuple((each.handle, each.called) for each in people)
    linked = [(link, said) for link in _links(version) if (said := _led_to(link[2], people, named))]
    spans = {*mentions(version.text, called_by(called)), *((start, end, said) for (start, end, _href), said in linked)}
    of_record = [_reason(Part.SPAN, version, said, version=version.number, start=start, end=end) for start, end, said in sorted(spans)]
    telling = [ordinal for ordinal, alt in described if mentions(alt, called_by(called))]
    of_record += [_reason(Part.ATTACHMENT, version, SOMEBODY, version=version.number, ordinal=ordinal) for ordinal in telling]
    if not record.official and not around.is_official(record.author_id):
        of_record.append(_author(version, around))
    return Undisplayed(
        tuple(of_record),
        tuple(_reason(Part.CONTEXT, version, SOMEBODY, uri=uri) for uri in named),
        tuple((href, _reason(Part.LINKS, version, said)) for (_start, _end, href), said in linked),
        called,
    )


def _led_to(href: str, people: Iterable[Resident], named: Iterable[str]) -> str:
    """What the resident is called to whom, or to whose post, a link leads; empty where it leads to none."""
    parts = {part.lower() for part in named_in(href)}
    said = (each.called for each in people if not each.names.isdisjoint(parts))
    quoted = (SOMEBODY for uri in named if uri == href or (len(last_part(uri)) >= _LONG and last_part(uri).lower() in parts))
    return next(iter((*said, *quoted, "")))


def _author(version: Version, around: Around) -> Reason:
    record, known = version.record, around.of_address.get(version.record.uri)
    names = tuple(name for name in (record.author_id, record.author_handle) if name)
    return _reason(Part.AUTHOR, version, known.called if known else SOMEBODY, uri=record.uri, author=names)


def _reason(part: Part, of: Version, said: str, **told: Any) -> Reason:
    why = _("Names of residents are not shown here.")
    return Reason(part, DataClass.PUBLIC, "", why, of.record.first_seen, policy=Policy.MASKED, shown_as=said, **told)
