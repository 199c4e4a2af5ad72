"""The comments that a channel holds back: shown to nobody, by a filter's choice or a person's."""

from __future__ import annotations

from collections.abc import Iterator

from rostra.platforms.base import Act, Event, Item, Listing, Method, Refused, Rejected
from rostra.platforms.hostile import text_at
from rostra.platforms.lists import ListOf
from rostra.platforms.newest import MAX_PAGES, Page
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.web import WebRefused
from rostra.platforms.youtube import answers
from rostra.platforms.youtube.client import NOT_PERMITTED, Client, reason_of
from rostra.platforms.youtube.reading import NO_COMMENTS
from rostra.platforms.youtube.uris import channel_uri

STATES = ("heldForReview", "likelySpam")  # that can be asked for; what was rejected is not told


def held_comments(client: Client, account: str) -> Iterator[Event]:
    """Each as an entry of the list of hidden comments, then the Listing. Raises Refused where the holder did not consent to it.

    An empty list counts as a whole one only where YouTube shows comments that are not held: a server in trouble shows nothing at all.
    """
    of = ListOf(answers.NETWORK, account, Act.HIDE)
    witness = _asked(client, account, "", "published")
    uris: dict[str, None] = {}
    complete, ends = True, False
    for state in STATES:
        for page in _pages(client, account, state):
            for event in _entries(page, account, state):
                complete = complete and isinstance(event, Item)
                if isinstance(event, Item):
                    uris[event.uri] = None
                yield event
            ends = not page.next
        complete = complete and ends
    whole = complete and bool(uris or witness.parts)
    yield Listing(account, of.kind, tuple(uris), whole, witness.answer.source(Method.SNAPSHOT), of.within)


def _pages(client: Client, account: str, state: str) -> Iterator[Page]:
    """All pages; the last one says what follows it only where it was not the end."""
    token = ""
    for _ in range(MAX_PAGES):
        page = _asked(client, account, token, state)
        yield page
        if page.next in ("", token):
            return
        token = page.next


def _asked(client: Client, account: str, token: str, state: str) -> Page:
    try:
        return client.threads(account, token, allThreadsRelatedToChannelId=account, moderationStatus=state)
    except WebRefused as refused:
        raise (Refused(NO_COMMENTS) if reason_of(refused) == NOT_PERMITTED else refused) from None


def _entries(page: Page, account: str, state: str) -> Iterator[Item | Rejected]:
    """Those comments of the threads that are held: a thread comes also where only a reply in it is."""
    source = page.answer.source(Method.SNAPSHOT)
    for position, part in enumerate(page.parts, 1):
        first, replies, _ = answers.thread(part)
        below = answers.below_what(part.value) or channel_uri(account)
        parent = text_at(first.value, "id") if first else ""
        said = [(first, ""), *((reply, parent) for reply in replies)]
        held = [(comment, above) for comment, above in said if comment and _is_held(comment, state)]
        if not held:
            yield Rejected(position, "A thread of comments that are held, without one that says so.", part.raw)
        for comment, above in held:
            try:
                yield answers.held(comment, answers.Place(account, source, below, above))
            except Unfit as unfit:
                yield Rejected(position, f"{unfit}.", comment.raw)


def _is_held(comment: Part, state: str) -> bool:
    return text_at(comment.value, "snippet", "moderationStatus") == state
