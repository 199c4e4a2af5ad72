"""The contract every platform passes. A platform's tests subclass ``PlatformContract`` and say what to replay."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rostra.platforms.base import (
    Absence,
    AccountState,
    Act,
    Count,
    Event,
    Evidence,
    Item,
    Kind,
    Listing,
    Mark,
    Method,
    Platform,
    Refused,
    Rejected,
    Restriction,
    Source,
)
from rostra.platforms.consent import Connecting
from rostra.platforms.unoffered import Unoffered

README_HEADINGS = ("## Access", "## Limits", "## Terms", "## What cannot be captured")

_CALLS: dict[Method, tuple[str, tuple[Any, ...]]] = {
    Method.POLL: ("poll", ("account", "")),
    Method.STREAM: ("stream", ((), "", lambda: True)),
    Method.PROBE: ("probe", ("account", ())),
    Method.SNAPSHOT: ("snapshot", ("account", Kind.BLOCK)),
    Method.IMPORT: ("take_in", (None, "")),
}
MOST = 2**53  # beyond it a number is no count
_HELD = "abcd-efgh-ijkl-mnop"  # what no error may hold
_NO_SOURCE = Source(Method.IMPORT, "", dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


class PlatformContract:
    """Name the subclass ``Test…``, so that pytest collects it."""

    def make(self) -> Platform:
        """A fresh platform object."""
        raise NotImplementedError

    def replay(self, platform: Platform) -> Iterator[Event]:
        """The events of recorded input: at least one Item, and a Mark at the end."""
        raise NotImplementedError

    def test_capabilities_are_told_in_the_words_of_the_interface(self) -> None:
        """Known words only, and sentences that can stand on the public coverage page."""
        told = self.make().capabilities
        assert told.methods
        assert told.edit_signal in ("event", "history", "diff", "none")
        assert told.delete_signal in ("event", "diff", "none")
        assert told.reaches in ("all", "window")
        assert bool(told.snapshots) == (Method.SNAPSHOT in told.methods)
        assert told.lifts <= told.restrictions
        assert all(sentence.endswith(".") for sentence in (*told.cannot, told.tells or "."))

    def test_consent_is_told_in_plain_sentences(self) -> None:
        """Each scope, and how long it lasts: they stand on the public page and before whoever consents."""
        platform = self.make()
        if not isinstance(platform, Unoffered) or platform.consent is None:
            return
        told = platform.consent
        assert told.scopes
        assert all(scope.name and scope.reads.endswith(".") for scope in told.scopes)
        assert told.lasts.endswith(".")
        assert isinstance(platform.connecting, Connecting)

    def test_what_is_not_declared_is_not_implemented(self) -> None:
        """A caller may rely on NotImplementedError."""
        platform = self.make()
        calls = [call for method, call in _CALLS.items() if method not in platform.capabilities.methods]
        if Method.PROBE not in platform.capabilities.methods:
            calls.append(("profile_uri", ("account",)))
        if not platform.capabilities.proves_authorship:
            calls.append(("check_proof", ("uri:x", b"", b"")))
        if not platform.capabilities.restrictions:
            calls.append(("restrictions", ("uri:x", b"")))
        calls += [("lift", _lifting(act)) for act in Act if act not in platform.capabilities.lifts]
        for name, arguments in calls:
            assert _refuses(platform, name, arguments), f"{name} is not declared but does something"

    def test_events_are_well_typed_and_times_are_utc(self) -> None:
        """Every field holds what base.py says it holds."""
        assert [fault for event in self.replay(self.make()) for fault in faults(event, type(event).__name__)] == []

    def test_items_are_complete(self) -> None:
        """What the archive cannot do without is there, and no item claims more than its platform can show."""
        platform = self.make()
        items = [event for event in self.replay(platform) if isinstance(event, Item)]
        assert items
        for item in items:
            assert item.uri
            assert item.uri == item.uri.strip()
            assert item.account
            assert item.author.id
            assert item.raw
            assert "/" in item.media_type
            assert platform.capabilities.proves_authorship or item.evidence is not Evidence.AUTHOR_SIGNED
            assert all(0 <= span.start < span.end <= len(item.text) for span in item.spans)

    def test_restrictions_hold_for_every_item_and_for_what_is_left_of_its_bytes(self) -> None:
        """Also where the bytes end too early, stand in the wrong order, or the address is that of something else."""
        platform = self.make()
        if not platform.capabilities.restrictions:
            return
        for item in (event for event in self.replay(platform) if isinstance(event, Item)):
            for raw in (item.raw, item.raw[::-1], *(item.raw[:end] for end in range(0, len(item.raw), 7))):
                self.hold_restrictions(item.uri, raw)
            self.hold_restrictions("uri:x", item.raw)

    def hold_restrictions(self, uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """What is read from any bytes: nothing undeclared or twice, the same each time. A platform's tests call it with hostile ones."""
        platform = self.make()
        found = type(platform).restrictions(uri, raw)
        assert found == type(platform).restrictions(uri, raw)
        assert list(faults(found, "restrictions")) == []
        assert {restriction.act for restriction in found} <= platform.capabilities.restrictions
        assert all(restriction.subject for restriction in found)
        assert len(set(found)) == len(found)
        return found

    def test_what_is_not_the_accounts_own_is_refused(self) -> None:
        """Before the secret goes anywhere, and without a word of it."""
        platform = self.make()
        for act in platform.capabilities.lifts:
            assert _HELD not in _refusal(platform, _lifting(act))

    def test_counts_are_numbers_of_something(self) -> None:
        """What the platform says that an account has can be compared with what is held of it."""
        for event in self.replay(self.make()):
            if isinstance(event, Count):
                assert event.account
                assert event.what
                assert 0 <= event.not_public <= event.number < MOST

    def test_what_is_rejected_keeps_its_bytes_and_says_why(self) -> None:
        """Nothing is lost silently."""
        for event in self.replay(self.make()):
            if isinstance(event, Rejected):
                assert event.reason
                assert event.raw

    def test_marks_only_go_forward_and_one_ends_the_input(self) -> None:
        """A caller that stores the last cursor has stored everything."""
        events = list(self.replay(self.make()))
        marks = [event for event in events if isinstance(event, Mark)]
        assert isinstance(events[-1], Mark)
        assert all(mark.cursor for mark in marks)
        assert [mark.done for mark in marks] == sorted(mark.done for mark in marks)

    def test_the_same_bytes_give_the_same_events(self) -> None:
        """Reading is pure: uris are stable, and taking in twice doubles nothing."""
        assert [_bare(event) for event in self.replay(self.make())] == [_bare(event) for event in self.replay(self.make())]

    def test_the_readme_says_what_must_be_said(self) -> None:
        """Access and scopes, limits, terms, and what cannot be captured."""
        readme = (Path(inspect.getfile(type(self.make()))).parent / "README.md").read_text("utf-8").splitlines()
        assert [heading for heading in README_HEADINGS if heading not in readme] == []


def _lifting(act: Act) -> tuple[str, str, str, Restriction]:
    return "account", _HELD, "uri:x", Restriction(act, "x")


def _refusal(platform: Platform, arguments: tuple[str, str, str, Restriction]) -> str:
    try:
        platform.lift(*arguments)
    except Refused as refused:
        return repr(refused)
    raise AssertionError("A record of nobody was changed.")


def faults(value: object, place: str) -> Iterator[str]:
    """Where a dataclass holds something else than its annotations say, or a time that is not in UTC."""
    if isinstance(value, dt.datetime) and value.tzinfo is not dt.UTC:
        yield f"{place} is not in UTC"
    if isinstance(value, tuple):
        for part in value:
            yield from faults(part, f"{place}[]")
    if is_dataclass(value):
        hints = get_type_hints(type(value))
        for field in fields(value):
            held = getattr(value, field.name)
            if not isinstance(held, _classes(hints[field.name])):
                yield f"{place}.{field.name} is {type(held).__name__}"
            yield from faults(held, f"{place}.{field.name}")


def _classes(hint: Any) -> tuple[type, ...]:
    if get_origin(hint) is UnionType:
        return tuple(part for option in get_args(hint) for part in _classes(option))
    return (get_origin(hint) or hint,)


def _refuses(platform: Platform, name: str, arguments: tuple[Any, ...]) -> bool:
    try:
        answer = getattr(platform, name)(*arguments)
        if isinstance(answer, Iterator):
            next(answer, None)
    except NotImplementedError:
        return True
    return False


def _bare(event: Event) -> Event:
    """The event without the facts of the request, which may differ."""
    if isinstance(event, Item | Absence | AccountState | Count | Listing):
        return replace(event, source=_NO_SOURCE)
    return replace(event, source=None) if isinstance(event, Mark) else event
