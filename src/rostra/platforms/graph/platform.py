"""What the live platforms of Meta's networks have in common: the interface's methods, from the answers of each network."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import ClassVar

import httpx

from rostra.platforms.base import (
    AccountState,
    AccountUnknown,
    Act,
    Capabilities,
    Count,
    Event,
    Identity,
    Item,
    Kind,
    Method,
    Refused,
    Restriction,
    Source,
)
from rostra.platforms.consent import TokensOf, unconnected
from rostra.platforms.graph.answers import Answers
from rostra.platforms.graph.client import Graph, Inactive, Page, is_id
from rostra.platforms.graph.feed import Feed, read_cursor
from rostra.platforms.graph.lists import hidden_answers
from rostra.platforms.graph.probe import Prober
from rostra.platforms.guard import Guard
from rostra.platforms.hostile import web_address
from rostra.platforms.lists.parse import ListOf, restrictions
from rostra.platforms.live import Live, Shown
from rostra.platforms.parts import Part
from rostra.platforms.web import SECONDS_LARGE, Web, WebRefused, pieces, utc_now

MAX_MEDIUM = 1024 * 1024 * 1024  # bytes: Meta's own limit of a video of Instagram and Threads; Facebook's is larger
REMEMBERED = 5000  # addresses of media that were shown lately


class GraphPlatform(Live[Shown], ABC):
    """One network of Meta. ``api``: where the interface is instead of at Meta, with its version.

    ``allow_http``: plain http and private addresses too, for tests and closed networks. ``http``: used for every request.
    """

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    home: ClassVar[str]  # the interface, with its version
    answers: ClassVar[Answers]

    def __init__(
        self,
        http: httpx.Client,
        *,
        api: str = "",
        allow_http: bool = False,
        clock: Callable[[], dt.datetime] = utc_now,
        tokens: TokensOf = unconnected,
    ) -> None:
        super().__init__(Web(http, Guard(allow_http), clock))
        self._api = api.rstrip("/")
        self._graph = Graph(self._web, self._api or self.home, tokens)
        self._addresses: OrderedDict[str, str] = OrderedDict()

    @abstractmethod
    def number_in(self, address: str) -> str:
        """The number of the account that an address holds; "" where it holds none."""

    def resolve(self, address: str) -> Identity:
        """The account with this number, once it is connected: nobody else is told anything.

        Raises Unauthorised, Refused, AccountUnknown, Unreachable.
        """
        number = self.number_in(address.strip())
        if not number:
            raise Refused(f"{address[:200]} names no number: the platform tells the number of an account to nobody but the account itself.")
        return self.identity(number)

    def shown(self, account: str, method: Method) -> Shown | AccountState:
        """See ``Live``: that the account is shown proves its token good. Raises Refused where the token is another's."""
        if not is_id(account) or "_" in account:
            raise AccountUnknown(f"{account[:200]} is not the number of an account of this platform.")
        try:
            answer, part = self._graph.node(account, self.me(account), self.answers.profile_fields)
        except Inactive as inactive:
            return self.inactive(account, method, str(inactive))
        who = self.answers.who(part.value)
        if who.id != account:
            raise Refused("The platform shows another account where it was asked for this one.")
        return Shown(who, part, answer, status=self.answers.status(part.value))

    def profile(self, shown: Shown, source: Source) -> Item:
        """See ``Live``."""
        self._remember(shown.part)
        return self.answers.profile(shown.part, source)

    def new(self, shown: Shown, cursor: str) -> Iterator[Event]:
        """See ``Live``: what is new in each of the account's lists, with what answers it. A Mark follows each page."""
        began = self._web.clock()
        yield from self.counted(shown)
        yield from self._feed(shown.identity, Method.POLL).new(read_cursor(cursor), began)

    def look(self, shown: Shown, uris: list[str]) -> Iterator[Event]:
        """See ``Live``: each post with what answers it; or that it is gone, where both its list and its own address say so."""
        return Prober(self._graph, shown, self._feed(shown.identity, Method.PROBE)).look(uris)

    def listed(self, shown: Shown, kind: Kind) -> Iterator[Event]:  # noqa: ARG002 -- there is one that all have
        """See ``Live``: the answers that the account hides."""
        who = shown.identity
        return hidden_answers(
            self._feed(who, Method.SNAPSHOT), ListOf(self.name, who.id, Act.HIDE, who.handle), shown.answer.source(Method.SNAPSHOT)
        )

    def fetch_media(self, account: str, ref: str) -> Iterator[bytes]:
        """The bytes of a medium, from where it was shown last, or else as the platform says now. Raises Refused where it gives none."""
        remembered = self._addresses.get(ref)
        if remembered:
            with suppress(WebRefused):  # it has ended meanwhile
                yield from self._pieces(remembered)
                return
        yield from self._pieces(self._address(account, ref))

    def _pieces(self, address: str) -> Iterator[bytes]:
        with self._web.open(address) as response:
            yield from pieces(response, MAX_MEDIUM, SECONDS_LARGE)

    @staticmethod
    def restrictions(uri: str, raw: bytes) -> tuple[Restriction, ...]:
        """See ``Platform.restrictions``: entries of lists are as those that are handed over."""
        return restrictions(uri, raw)

    def counted(self, shown: Shown) -> Iterator[Count]:  # noqa: ARG002 -- for networks that count
        """How much the platform says that the account has: nothing where it does not say."""
        yield from ()

    def me(self, account: str) -> str:
        """Where an account is asked for with its own token."""
        return account

    def _feed(self, who: Identity, method: Method) -> Feed:
        return Feed(self._graph, self.answers, who, method, self._remember, self._whole(who))

    def _whole(self, who: Identity) -> Callable[[Page], Page]:  # noqa: ARG002 -- for networks that tell too little at once
        """What has to be asked for besides, to understand a page."""
        return lambda page: page

    def _remember(self, part: Part) -> None:
        """Where media lie for the moment: an address that ends is never what names them."""
        for medium in self.answers.media(part.value):
            if web_address(medium.address):
                self._addresses[medium.ref] = medium.address
        while len(self._addresses) > REMEMBERED:
            self._addresses.popitem(last=False)

    def _address(self, account: str, ref: str) -> str:
        """Where a medium lies now, as the platform says. Raises Refused where it does not say."""
        if web_address(ref):
            return ref
        number, fields = self.asked_for(ref)
        if not is_id(number):
            raise Refused(f"{ref[:200]} does not name a medium.")
        _, part = self._graph.node(account, number, fields)
        found = self.address_in(part.value)
        if not web_address(found):
            raise Refused("The platform gives no address for this medium: it may hold what others have rights to.")
        return found

    def asked_for(self, ref: str) -> tuple[str, str]:
        """Id and fields by which a medium is asked for."""
        return ref, "id,media_url"

    def address_in(self, value: object) -> str:
        """Where a medium lies, by its own node."""
        found = value.get("media_url") if isinstance(value, dict) else None
        return found if isinstance(found, str) else ""
