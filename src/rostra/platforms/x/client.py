"""Asking X: whose account this is, its posts page by page, posts by their ids, replies, and the lists that only it may see.

Each question is asked with the account's own token, which is asked for each time and stands in no address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rostra.platforms.base import AccountUnknown, PlatformError, RateLimited, Unauthorised, Unreachable
from rostra.platforms.consent import Tokens, TokensOf
from rostra.platforms.hostile import value_at
from rostra.platforms.oauth import bearer
from rostra.platforms.parts import Part, member, whole
from rostra.platforms.web import Answer, Web, WebRefused
from rostra.platforms.x.addresses import is_id
from rostra.platforms.x.answers import Found, Page, found_in, page_in, places_of
from rostra.platforms.x.people import Person, identity, not_shown, person_in

PAGE = 100  # posts; the interface gives no more at once
MOST_PLACES = 1000  # of media; those of a page are fetched before the next one is read
LISTED = 1000  # accounts of a list
MAX_ANSWER = 16 * 1024 * 1024  # bytes
UNPAID = 3600.0  # seconds until X is asked again whose credits are used up: a question that is not answered costs nothing

_PERSON = "created_at,description,entities,id,location,name,profile_image_url,protected,public_metrics,url,username,verified,withheld"
_PERSONS: Final = {"user.fields": _PERSON}
_POSTS: Final = {
    "tweet.fields": (
        "article,attachments,author_id,conversation_id,created_at,edit_controls,edit_history_tweet_ids,entities,id,in_reply_to_user_id,"
        "lang,note_tweet,possibly_sensitive,public_metrics,referenced_tweets,reply_settings,text,withheld"
    ),
    "expansions": "attachments.media_keys,attachments.poll_ids,author_id,referenced_tweets.id",
    "media.fields": "alt_text,duration_ms,height,media_key,preview_image_url,type,url,variants,width",
    "poll.fields": "duration_minutes,end_datetime,id,options,voting_status",
    **_PERSONS,
}


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where X is. ``given``: a gateway, or a server of one's own, instead of all of them."""

    given: str = ""

    @property
    def api(self) -> str:
        """Of the interface."""
        return self.given.rstrip("/") or "https://api.x.com"

    @property
    def site(self) -> str:
        """Where people sign in."""
        return self.given.rstrip("/") or "https://x.com"


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unauthorised, Unreachable, RateLimited, WebRefused (with the status), Refused."""

    web: Web
    hosts: Hosts
    tokens: TokensOf
    places: dict[str, str] = field(default_factory=dict)  # where the media lie of the posts that were read last, by their ``MediaRef.ref``

    def person(self, account: str) -> Person:
        """The account itself, as X shows it to itself. A good answer proves the token. Raises AccountUnknown for what is no number."""
        if not is_id(account):
            raise AccountUnknown(f"{account[:80]!r} is not the number of an account of X.")
        try:
            answer, part = self._asked(account, f"users/{account}", _PERSONS)
        except WebRefused as refused:
            if status := _suspended(refused):
                return not_shown(account, status, Answer(self.address(f"users/{account}"), refused.status, (), b"", self.web.clock()))
            raise
        return person_in(account, part, answer)

    def holder(self, tokens: Tokens) -> str:
        """The number of the account whose token this is; "" where X does not say."""
        _, part = self._answered("users/me", {}, tokens)
        return identity(value_at(part.value, "data")).id

    def posts(self, account: str, **where: str) -> Page:
        """A page of the account's own posts, the newest first: ``since_id``, ``until_id``, ``pagination_token``."""
        return self._page(account, f"users/{account}/tweets", where)

    def replies(self, account: str, query: str, **where: str) -> Page:
        """A page of what a search finds among the posts of the last seven days; ``where`` as of ``posts``."""
        return self._page(account, "tweets/search/recent", {"query": query, "sort_order": "recency", **where})

    def lookup(self, account: str, ids: list[str]) -> Found:
        """Posts by their ids, at most PAGE, each in exactly the version that has this id; and why others are not there."""
        answer, part = self._asked(account, "tweets", {"ids": ",".join(ids), **_POSTS})
        found = found_in(part, ids, answer)
        self._note_places(found.posts.values())
        return found

    def place(self, account: str, number: str, ref: str) -> str:
        """Where a medium of this post lies; "" where X does not say. Asked for only where the post was not read a moment ago."""
        if ref not in self.places:
            self.lookup(account, [number])
        return self.places.get(ref, "")

    def listed(self, account: str, name: str, token: str) -> tuple[Answer, Part]:
        """A page of a list of accounts: ``blocking``, ``muting``."""
        more = {"pagination_token": token} if token else {}
        return self._asked(account, f"users/{account}/{name}", {"max_results": str(LISTED), **_PERSONS, **more})

    def address(self, path: str) -> str:
        """Where a question is asked."""
        return f"{self.hosts.api}/2/{path}"

    def _page(self, account: str, path: str, where: dict[str, str]) -> Page:
        given = {name: text for name, text in where.items() if text}
        answer, part = self._asked(account, path, {"max_results": str(PAGE), **_POSTS, **given})
        if member(part, "meta") is None and member(part, "data") is None:
            raise Unreachable(f"{self.address(path)} answered something else than a page of posts.")
        page = page_in(part, answer)
        self._note_places(page.posts)
        return page

    def _note_places(self, posts: Iterable[Part]) -> None:
        for told in posts:
            self.places.update(places_of(told))
        for ref in list(self.places)[:-MOST_PLACES]:
            del self.places[ref]

    def _asked(self, account: str, path: str, params: dict[str, str]) -> tuple[Answer, Part]:
        return self._answered(path, params, self.tokens(account))

    def _answered(self, path: str, params: dict[str, str], tokens: Tokens) -> tuple[Answer, Part]:
        url = self.address(path)
        try:
            answer = self.web.get(url, params, limit=MAX_ANSWER, authorization=bearer(tokens))
        except WebRefused as refused:
            raise _meant(refused, url) from None
        try:
            return answer, whole(answer.body)
        except ValueError:
            raise Unreachable(f"{url} answered something that is not JSON.") from None


def _meant(refused: WebRefused, url: str) -> PlatformError:
    """401: the token is dead, and nothing else. 402: nobody has paid for more; it is asked again by itself."""
    if refused.status == 401:
        return Unauthorised(f"{url} does not accept the account's token any more.")
    if refused.status == 402:
        return RateLimited(f"{url} answers nothing: the credits at X are used up.", retry_after=UNPAID)
    return refused


def _suspended(refused: WebRefused) -> str:
    """The account's status where X refuses because of it; "" for any other reason."""
    if refused.status == 404:
        return "not found"
    return "suspended" if refused.status == 403 and b"suspended" in refused.body else ""
