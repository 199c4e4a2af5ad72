"""Looking for known posts again, many at once, with what others answered to each other below them."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Event, Item, Kind, Method
from rostra.platforms.probing import AfterShown, in_batches
from rostra.platforms.x.addresses import moment_of, number_in
from rostra.platforms.x.client import PAGE, Client
from rostra.platforms.x.people import Person
from rostra.platforms.x.posts import Posts
from rostra.platforms.x.replies import REACH, Replies
from rostra.platforms.x.timeline import EDGE

UNNAMED = "This is not the address of a post on X."


class Prober(AfterShown[Client, Person]):
    """Asks for posts by the numbers in their addresses."""

    def look(self, uris: list[str]) -> Iterator[Event]:
        """For each address the Item in all its versions, or an Absence. Raises as ``probing.in_batches``, and as the search for replies."""
        numbers = {uri: number_in(uri) for uri in uris}
        yield from (self.unknown(uri, UNNAMED) for uri, number in numbers.items() if not number)
        named = [uri for uri, number in numbers.items() if number]
        posts, threads = Posts(self.client, self.account, Method.PROBE), []
        for event in in_batches(named, PAGE, lambda some: posts.look([numbers[uri] for uri in some]), self.unknown):
            if isinstance(event, Item) and event.kind in (Kind.POST, Kind.QUOTE):
                threads.append(number_in(event.uri))
            yield event
        since = self.client.web.clock() - REACH + EDGE
        young = [number for number in dict.fromkeys(threads) if moment_of(number) > since]
        yield from Replies(self.client, self.account, Method.PROBE).below(young)
