"""Which versions of a record are edits, and which tell what was held already.

An edition is what was told of one edit, by all routes. The network itself is one route, by whatever grade; an owner's export is another.
The tellings of one route are built alike, and whatever differs in them makes an edition. Those of two routes are not: one knows more than
the other. So these are of one edition where both state the same revision, or say the same words: see decision 0048. A version of which
some media could not be had is told again once they can be, or never will: see decision 0049.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rostra.archive.states.alike import is_cut_off, says_the_same
from rostra.archive.states.edits import LIVE, NOWHERE, STRENGTH, Place, place_of


@dataclass(frozen=True, slots=True)
class Content:
    """What tells one version of a record from another."""

    sameness: bytes
    revision: str
    evidence: str
    text: str
    awaited: int = 0  # of its media those that could not be had, and are worth asking for again

    @property
    def route(self) -> str:
        """By which way it came."""
        return "live" if self.evidence in LIVE else self.evidence


@dataclass(slots=True)
class History:
    """The versions of one record, held one after the other. ``kind``: of the record; the words of a repost are the network's own."""

    kind: str
    contents: list[Content] = field(default_factory=list)  # of version 1, 2, …
    current: Place = NOWHERE  # of the version as it reads now, with the highest revision that any states
    again: set[int] = field(default_factory=set)  # versions that tell what was held already
    _editions: list[list[Content]] = field(default_factory=list)
    _read: list[Content] = field(default_factory=list)  # the edition of the current version
    _own: dict[tuple[str, bytes], list[Content]] = field(default_factory=dict)  # the newest edition of each route and sameness
    _not_live: list[list[Content]] = field(default_factory=list)  # editions that the network has not told itself

    @property
    def edits(self) -> int:
        """How often its author changed it, as far as we know."""
        return max(0, len(self._editions) - 1)

    def hold(self, content: Content) -> None:
        """One more version; current if it is the newest."""
        number, again, edition = len(self.contents) + 1, self.tells_again(content), self._edition_of(content)
        if again:
            self.again.add(number)
        if edition is None:
            edition = []
            self._editions.append(edition)
            self._not_live.append(edition)
        if content.evidence in LIVE:
            self._not_live = [each for each in self._not_live if each is not edition]
        edition.append(content)
        self.contents.append(content)
        self._own[content.route, content.sameness] = edition
        place = place_of(number, content.revision, content.evidence, self.current, again=again)
        if place > self.current:
            self.current, self._read = place, edition

    def number_of(self, content: Content) -> int:
        """The version that this content is a sighting of; 0 if it is a new version.

        New is: content never held; or an earlier content come back under a later revision; or the same content, of which more is told.
        """
        held = [number for number, version in enumerate(self.contents, 1) if version.sameness == content.sameness]
        if not held:
            return 0
        if all(_tells_more(content, self.contents[number - 1]) for number in held):
            return 0
        return 0 if held[-1] != self.current.number and self._is_later(content) else held[-1]

    def tells_again(self, content: Content) -> bool:
        """Whether a new version is no edit, nor back after it was gone: what it says was held by another route, or less was told of it."""
        edition = self._edition_of(content)
        return edition is not None and not any(held.sameness == content.sameness and not _tells_more(content, held) for held in edition)

    def _edition_of(self, content: Content) -> list[Content] | None:
        """That which it tells of: the very same, then what the record says now, then the newest. None of those held: it is an edit.

        Also what was said before is an edit, if it comes back under a later revision.
        """
        found = self._own.get((content.route, content.sameness))
        if found is None:
            others = self._not_live if content.evidence in LIVE else self._editions  # of a record with thousands of versions these are few
            found = next((each for each in (self._read, *reversed(others)) if self._is_of(content, each)), None)
        return None if found is not self._read and self._is_later(content) else found

    def _is_later(self, content: Content) -> bool:
        return content.revision > self.current.revision != ""

    def _is_of(self, content: Content, edition: list[Content]) -> bool:
        own = [held for held in edition if held.route == content.route]
        if own:
            return any(self._read_otherwise(held, content) for held in own)
        return any(_states_the_same(held, content) or self._says_the_same(held, content) for held in edition)

    def _read_otherwise(self, held: Content, content: Content) -> bool:
        """Whether another file, or an earlier release that read the same one, made something else of one edit."""
        return content.evidence not in LIVE and _states_the_same(held, content) and self._says_the_same(held, content)

    def _says_the_same(self, one: Content, other: Content) -> bool:
        return any(
            says_the_same([told.text], self.kind, [said.text]) or (told.evidence not in LIVE and is_cut_off(told.text, said.text))
            for told, said in ((one, other), (other, one))
        )


def _tells_more(content: Content, held: Content) -> bool:
    """Whether content that is held is better attested now, or as well and with fewer media to wait for."""
    if content.evidence == held.evidence:
        return content.awaited < held.awaited
    return STRENGTH[content.evidence] > STRENGTH[held.evidence]


def _states_the_same(one: Content, other: Content) -> bool:
    """Whether the network names one edit in both, or all of them is the same."""
    return one.revision == other.revision != "" or one.sameness == other.sameness
