"""Answers about posts, as items. Pure: each post's bytes are an answer of their own, and can be read again at any time.

X puts what belongs to a post beside it: its author, pictures, poll, and the posts that it answers or repeats. An item's bytes are
``{"data": the post, "includes": what belongs to it}``, as X answers where it is asked for this post alone, made of X's own bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rostra.platforms.base import Evidence, Identity, Item, Kind, MediaRef, Source
from rostra.platforms.hostile import list_at, maps_in, text_at, time_at, value_at, web_address
from rostra.platforms.parts import Part, Unfit, elements, member
from rostra.platforms.table.parse import EARLIEST, LATEST, media_type_of
from rostra.platforms.text import Text, joined
from rostra.platforms.web import Answer
from rostra.platforms.x.addresses import is_id, post_uri, post_url, revision
from rostra.platforms.x.people import MEDIA_TYPE, identity
from rostra.platforms.x.said import languages, lead, said, sameness

MAX_MEDIA = 20  # of one post; X allows 4
MAX_VERSIONS = 20  # of one post; X allows 6
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,500}")

_KEY = re.compile(r"[0-9]{1,3}_[0-9]{1,20}")
_PREFIX = re.compile(r"RT @\w{1,20}:")
_OWN_MEDIUM = re.compile(r".*/(?:photo|video)/[0-9]{1,2}")
_TYPES = {"photo": "image/jpeg", "video": "video/mp4", "animated_gif": "video/mp4"}
_KEYED = {"users": "id", "media": "media_key", "polls": "id", "tweets": "id"}  # what is put beside posts, and by what it is named

NOT_FOUND = "it is not found"
_PROBLEMS = {"resource-not-found": NOT_FOUND, "not-authorized-for-resource": "the account may not see it"}


@dataclass(frozen=True, slots=True)
class Page:
    """Posts, the newest first, and the token of the next page; "" where that was the last."""

    posts: list[Part]
    more: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Found:
    """Posts by their ids; and why others are not there, in our words."""

    asked: list[str]
    posts: dict[str, Part]
    problems: dict[str, str]
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Beside:
    """What an answer puts beside its posts."""

    held: Mapping[str, Mapping[str, Part]] = field(default_factory=dict)

    def of(self, tweet: object) -> Iterator[tuple[str, list[Part]]]:
        """What of it belongs to one post."""
        wanted: dict[str, Sequence[object]] = {
            "users": [text_at(tweet, "author_id")],
            "media": media_keys(tweet),
            "polls": list_at(tweet, "attachments", "poll_ids"),
            "tweets": [text_at(each, "id") for each in maps_in(list_at(tweet, "referenced_tweets"))],
        }
        for kind, names in wanted.items():
            found = [self.held[kind][name] for name in names if isinstance(name, str) and name in self.held.get(kind, {})]
            if found:
                yield kind, found


def page_in(part: Part, answer: Answer) -> Page:
    """A page of posts, each as an answer of its own."""
    token = text_at(part.value, "meta", "next_token")
    return Page(posts_in(part), token if TOKEN.fullmatch(token) else "", answer)


def found_in(part: Part, asked: list[str], answer: Answer) -> Found:
    """The posts that were asked for by their ids, and what X says of those that it does not give."""
    posts = {number: told for told in posts_in(part) if (number := id_of(told)) in asked}
    problems = {}
    for problem in maps_in(list_at(part.value, "errors")):
        if text_at(problem, "resource_type") == "tweet" and text_at(problem, "parameter") in ("ids", "id"):
            problems[text_at(problem, "resource_id") or text_at(problem, "value")] = _problem(problem)
    return Found(asked, posts, problems, answer)


def _problem(problem: object) -> str:
    """What X says, never in its own words: they may hold anything."""
    if "suspended" in text_at(problem, "detail"):
        return "its account is suspended"
    return _PROBLEMS.get(text_at(problem, "type").rpartition("/")[2], "for a reason of its own")


def posts_in(part: Part, name: str = "data") -> list[Part]:
    """Each post of an answer, with what belongs to it; it may be one, or a list."""
    tweets, includes = member(part, name), member(part, "includes")
    if tweets is None:
        return []
    beside = _beside(includes) if includes else _Beside()
    return [_alone(tweet, beside) for tweet in ([tweets] if isinstance(tweets.value, dict) else elements(tweets))]


def _beside(includes: Part) -> _Beside:
    held = {}
    for kind, key in _KEYED.items():
        parts = member(includes, kind)
        held[kind] = {text_at(each.value, key): each for each in (elements(parts) if parts else [])}
    return _Beside(held)


def _alone(tweet: Part, beside: _Beside) -> Part:
    own = dict(beside.of(tweet.value))
    lists = [b'"%b":[%b]' % (kind.encode(), b",".join(each.raw for each in parts)) for kind, parts in own.items()]
    raw = b'{"data":%b%b}' % (tweet.raw, b',"includes":{%b}' % b",".join(lists) if lists else b"")
    includes = {"includes": {kind: [each.value for each in parts] for kind, parts in own.items()}} if own else {}
    return Part({"data": tweet.value, **includes}, raw)


def id_of(told: Part) -> str:
    """The id of this version of a post; "" where it has none that is sound."""
    number = text_at(told.value, "data", "id")
    return number if is_id(number) else ""


def author_of(told: Part) -> str:
    """The number of who wrote it, or ""."""
    return text_at(told.value, "data", "author_id")


def versions_of(told: Part) -> list[str]:
    """The ids of all versions, the oldest first; that of this one alone where no others are stated soundly."""
    return _versions(value_at(told.value, "data"))


def editable_until(told: Part) -> dt.datetime | None:
    """Until when its author may change it; None where not, or where X does not say."""
    eligible = value_at(told.value, "data", "edit_controls", "is_edit_eligible") is True
    return time_at(told.value, "data", "edit_controls", "editable_until") if eligible else None


def media_keys(tweet: object) -> list[str]:
    """The names of its pictures and videos, in order."""
    keys = (key for key in list_at(tweet, "attachments", "media_keys") if isinstance(key, str) and _KEY.fullmatch(key))
    return list(dict.fromkeys(keys))[:MAX_MEDIA]


def post(told: Part, account: str, source: Source) -> Item:
    """A version of a post, by whomever. Raises Unfit."""
    tweet, number = value_at(told.value, "data"), id_of(told)
    author = _author(told.value)
    if not number or not author.id:
        raise Unfit("A post without an id, or by nobody")
    parent, quoted, shared = _parent(told.value), _linked(told.value, "quoted"), _linked(told.value, "retweeted")
    kind = _kind(shares=bool(shared), answers=bool(parent) or _answers(tweet), quotes=bool(quoted))
    text, media = _text(told.value), media_of(told)
    links = [parent, "" if kind is Kind.REPOST else quoted, shared]
    return Item(
        uri=post_uri(_versions(tweet)[0]), kind=kind, account=account, author=author, raw=told.raw, media_type=MEDIA_TYPE, source=source,
        evidence=Evidence.PLATFORM_API, published=_published(tweet, source.seen), revision=revision(number), text=text.text,
        languages=languages(tweet), reply_to=links[0], thread=_thread(told.value) if kind is Kind.REPLY else "", quotes=links[1],
        subject=links[2], url=post_url(number, author.handle), spans=text.spans, media=media,
        sameness=sameness(number, text.text, links, [medium.ref for medium in media], _polls(told.value)),
    )  # fmt: skip


def own_post(told: Part, account: str, source: Source) -> Item:
    """A version of a post of the account itself. Raises Unfit."""
    if author_of(told) != account:
        raise Unfit(f"A post among those of {account} that is another's")
    return post(told, account, source)


def reply(told: Part, account: str, source: Source) -> Item:
    """What somebody answered to the account, or below its posts. Raises Unfit."""
    item = post(told, account, source)
    if item.kind is not Kind.REPLY:
        raise Unfit(f"{item.uri} was found among replies and is none")
    return item


def media_of(told: Part) -> tuple[MediaRef, ...]:
    """Each picture and video, by the post's id and its own key, which stay; also one of which X says no more than the key."""
    found = {text_at(each, "media_key"): each for each in maps_in(list_at(told.value, "includes", "media"))}
    return tuple(
        MediaRef(f"{id_of(told)}-{key}", _media_type(found.get(key)), text_at(found.get(key), "alt_text"))
        for key in media_keys(value_at(told.value, "data"))
    )


def places_of(told: Part) -> dict[str, str]:
    """Where its media lie now, as far as X says so, by their ``MediaRef.ref``."""
    media = {text_at(each, "media_key"): _place(each) for each in maps_in(list_at(told.value, "includes", "media"))}
    return {f"{id_of(told)}-{key}": media[key] for key in media_keys(value_at(told.value, "data")) if media.get(key)}


def _place(medium: object) -> str:
    """The address of a medium, of a video that of its best form."""
    videos = [form for form in maps_in(list_at(medium, "variants")) if text_at(form, "content_type") == "video/mp4"]
    best = max(videos, key=_bit_rate, default=None)
    return web_address(text_at(best, "url") or text_at(medium, "url"))


def _bit_rate(form: object) -> int:
    rate = value_at(form, "bit_rate")
    return rate if type(rate) is int else 0


def _media_type(medium: object) -> str:
    named = media_type_of(text_at(medium, "url"))
    return named if named.startswith("image/") else _TYPES.get(text_at(medium, "type"), "application/octet-stream")


def _author(told: object) -> Identity:
    """Who wrote it: X says the number with the post, and the names beside it."""
    number = text_at(told, "data", "author_id")
    shown = (identity(each) for each in maps_in(list_at(told, "includes", "users")))
    return next((who for who in shown if who.id == number), Identity(number if is_id(number) else ""))


def _versions(tweet: object) -> list[str]:
    number = text_at(tweet, "id")
    ids = [each for each in list_at(tweet, "edit_history_tweet_ids")[:MAX_VERSIONS] if isinstance(each, str) and is_id(each)]
    sound = is_id(number) and number in ids and int(ids[0]) <= int(number)
    return list(dict.fromkeys(ids)) if sound else [number]


def _linked(told: object, kind: str) -> str:
    """The stable address of the post that this one answers, quotes or repeats: of its first version, where X gives it along."""
    links = [text_at(each, "id") for each in maps_in(list_at(told, "data", "referenced_tweets")) if text_at(each, "type") == kind]
    return _stable(told, links[0]) if links and is_id(links[0]) else ""


def _parent(told: object) -> str:
    """What it answers, which an event may tell in a field of its own."""
    number = text_at(told, "data", "in_reply_to_tweet_id")
    return _linked(told, "replied_to") or (_stable(told, number) if is_id(number) else "")


def _stable(told: object, number: str) -> str:
    given = [each for each in maps_in(list_at(told, "includes", "tweets")) if text_at(each, "id") == number]
    return post_uri(_versions(given[0])[0] if given else number)


def _thread(told: object) -> str:
    number = text_at(told, "data", "conversation_id")
    return _stable(told, number) if is_id(number) else ""


def _answers(tweet: object) -> bool:
    """Whether it stands in the thread of another, though X does not say of which post."""
    return bool(text_at(tweet, "in_reply_to_user_id")) and text_at(tweet, "conversation_id") not in ("", *_versions(tweet))


def _kind(*, shares: bool, answers: bool, quotes: bool) -> Kind:
    if shares:
        return Kind.REPOST
    if answers:
        return Kind.REPLY
    return Kind.QUOTE if quotes else Kind.POST


def _text(told: object) -> Text:
    """What it says: a long one whole, an article with its title, a repost as the post that it repeats where X gives that along."""
    own = _words(value_at(told, "data"))
    repeated = _repeated(told)
    if repeated is not None and (prefix := _PREFIX.match(own.text)):
        return joined([Text(prefix[0]), _words(repeated)], " ")
    article = value_at(told, "data", "article")
    return joined([own, Text(text_at(article, "title").strip()), Text(text_at(article, "plain_text").strip())], "\n\n")


def _repeated(told: object) -> object:
    ids = [text_at(each, "id") for each in maps_in(list_at(told, "data", "referenced_tweets")) if text_at(each, "type") == "retweeted"]
    return next((each for each in maps_in(list_at(told, "includes", "tweets")) if text_at(each, "id") in ids), None)


def _words(tweet: object) -> Text:
    """The text of a post, of a long one all of it, without the links to its own pictures."""
    long = value_at(tweet, "note_tweet")
    shown = long if text_at(long, "text") else tweet
    links = list_at(shown, "entities", "urls")
    own = {text_at(link, "url"): "" for link in maps_in([*links, *list_at(tweet, "entities", "urls")]) if _is_medium(link, tweet)}
    return said(text_at(shown, "text"), lead(links) | own)


def _is_medium(link: object, tweet: object) -> bool:
    """Whether a link shows a picture of the post itself."""
    if key := text_at(link, "media_key"):
        return key in media_keys(tweet)
    return bool(media_keys(tweet)) and _OWN_MEDIUM.fullmatch(text_at(link, "expanded_url")) is not None


def _polls(told: object) -> list[object]:
    """What of a poll makes a version: its options, and that it has closed; not each vote."""
    return [
        [[text_at(option, "label") for option in maps_in(list_at(poll, "options"))], text_at(poll, "voting_status")]
        for poll in maps_in(list_at(told, "includes", "polls"))
    ]


def _published(tweet: object, seen: dt.datetime) -> dt.datetime | None:
    """When X says that it was written; None where it says nothing, or what cannot be."""
    moment = time_at(tweet, "created_at")
    return moment if moment and EARLIEST <= moment <= seen + LATEST else None
