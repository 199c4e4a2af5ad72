"""A network that is asked for an account first, and then for what it holds: the interface's methods, from what is a network's own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from rostra.platforms.base import (
    Absence,
    AccountState,
    AccountUnknown,
    Capabilities,
    Certainty,
    Event,
    Identity,
    Item,
    Kind,
    Listing,
    Mark,
    Method,
    Source,
)
from rostra.platforms.parts import Part
from rostra.platforms.unoffered import Unoffered
from rostra.platforms.web import Answer, Web, WebRefused

INACTIVE = "The network shows nothing of this account: {}."


@dataclass(frozen=True, slots=True)
class Shown:
    """An account as its network shows it now. ``status``: the network's own word for how it stands."""

    identity: Identity
    part: Part
    answer: Answer
    status: str = field(default="active", kw_only=True)

    @property
    def active(self) -> bool:
        """Whether it is an account like any other."""
        return self.status == "active"

    def state(self, method: Method) -> AccountState:
        """What the network says of the account itself."""
        return AccountState(self.identity, active=self.active, status=self.status, source=self.answer.source(method))


S = TypeVar("S", bound=Shown)


class Live(Unoffered, ABC, Generic[S]):
    """What is asked by ``web``. A network says how it shows an account (``S``), what is new of it, and how known things are looked for."""

    capabilities: ClassVar[Capabilities]

    def __init__(self, web: Web) -> None:
        self._web = web

    @abstractmethod
    def shown(self, account: str, method: Method) -> S | AccountState:
        """The account, or only its state where the network shows nothing of it (``inactive``). Raises PlatformError."""

    @abstractmethod
    def profile(self, shown: S, source: Source) -> Item:
        """How the account shows itself; it lies at ``profile_uri``."""

    @abstractmethod
    def new(self, shown: S, cursor: str) -> Iterator[Event]:
        """What is new since the cursor, ending with a Mark. Raises PlatformError."""

    @abstractmethod
    def look(self, shown: S, uris: list[str]) -> Iterator[Event]:
        """For each uri, the Item as it is now, or an Absence. Raises as ``Platform.probe``."""

    def listed(self, shown: S, kind: Kind) -> Iterator[Event]:
        """The items of a declared list other than that of the profile, then its Listing. Raises PlatformError."""
        raise NotImplementedError(f"There is no list of {kind} of {shown.identity.id}.")

    def poll(self, account: str, cursor: str) -> Iterator[Event]:
        """The account's state and profile, then what is new since ``cursor``; of one that is inactive, its state."""
        shown = self.shown(account, Method.POLL)
        if isinstance(shown, AccountState):
            yield shown
            yield Mark(cursor or "{}", shown.source)
            return
        yield shown.state(Method.POLL)
        yield self.profile(shown, shown.answer.source(Method.POLL))
        yield from self.new(shown, cursor)

    def probe(self, account: str, uris: Iterable[str]) -> Iterator[Event]:
        """Each as the network shows it now, with what answers it, or its absence with the reason."""
        wanted = list(dict.fromkeys(uris))
        if not wanted:
            return
        shown = self.shown(account, Method.PROBE)
        if isinstance(shown, AccountState):
            reason = INACTIVE.format(shown.status)
            yield from (Absence(uri, account, Certainty.UNKNOWN, shown.source, reason) for uri in wanted)
            return
        if self.profile_uri(account) in wanted:
            wanted.remove(self.profile_uri(account))
            yield self.profile(shown, shown.answer.source(Method.PROBE))
        yield from self.look(shown, wanted)

    def snapshot(self, account: str, kind: Kind) -> Iterator[Event]:
        """A list as a whole, or the profile, then a Listing; of an account that is inactive, its state."""
        if kind not in self.capabilities.snapshots:
            raise NotImplementedError(f"There is no list of {kind} that could be read as a whole.")
        shown = self.shown(account, Method.SNAPSHOT)
        if isinstance(shown, AccountState):
            yield shown  # no error: what is refused is asked for no more, and it may come back
            return
        if kind is not Kind.PROFILE:
            yield from self.listed(shown, kind)
            return
        source = shown.answer.source(Method.SNAPSHOT)
        yield self.profile(shown, source)
        yield Listing(account, Kind.PROFILE, (self.profile_uri(account),), True, source)

    def identity(self, account: str) -> Identity:
        """Who it is now. Raises AccountUnknown where the account is inactive, and as ``shown``."""
        shown = self.shown(account, Method.POLL)
        if isinstance(shown, AccountState):
            raise AccountUnknown(INACTIVE.format(shown.status))
        return shown.identity

    def unless_gone(self, ask: Callable[[str], S], account: str, method: Method, gone: Collection[int]) -> S | AccountState:
        """What ``ask`` shows of the account; that it is none any more, where it is refused with one of these statuses of HTTP."""
        try:
            return ask(account)
        except WebRefused as refused:
            if refused.status not in gone:
                raise
            return self.inactive(account, method, answered=refused.status)

    def inactive(self, account: str, method: Method, status: str = "gone", answered: int | None = None) -> AccountState:
        """That the network says of the account that it is none any more. ``answered``: with which status of HTTP."""
        source = Source(method, self.profile_uri(account), self._web.clock(), answered)
        return AccountState(Identity(account), active=False, status=status, source=source)
