"""From the bytes of a record to an item. Pure: it can be run again over what is kept.

A record that is a map is always an item, whatever nonsense its fields hold: a field of a wrong type reads as not there, and the bytes are
kept as they are. Only bytes that are no map, or are beyond all size, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import libipld

from rostra.platforms.base import Act, Evidence, Identity, Item, Kind, MediaRef, Restriction, Source
from rostra.platforms.bluesky import car
from rostra.platforms.bluesky.facets import spans
from rostra.platforms.bluesky.ids import RecordUri, is_did, read_uri, uri_at
from rostra.platforms.bluesky.proof import SignedTree
from rostra.platforms.hostile import int_at, languages_at, list_at, maps_in, text_at, time_at, value_at

MEDIA_TYPE = "application/vnd.ipld.dag-cbor"
MAX_RECORD = 16 * 1024 * 1024  # bytes; the network's own limit is 1 MiB
MAX_MEDIA = 20  # of one item; the network's own limit is 4 pictures or one video

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
PROFILE = "app.bsky.actor.profile"
BLOCK = "app.bsky.graph.block"
LIST_BLOCK = "app.bsky.graph.listblock"
THREAD_GATE = "app.bsky.feed.threadgate"
POST_GATE = "app.bsky.feed.postgate"

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a record beside its bytes."""

    uri: RecordUri
    account: str
    author: Identity
    source: Source
    evidence: Evidence = Evidence.PLATFORM_API
    revision: str = ""
    proof: bytes = b""


def signed_origin(tree: SignedTree, uri: RecordUri, path: tuple[bytes, ...], account: str, author: Identity, source: Source) -> Origin:
    """The origin of a record whose way from a signed commit was followed."""
    return Origin(uri, account, author, source, Evidence.AUTHOR_SIGNED, tree.commit.rev, tree.proof(path))


def read_record(raw: bytes) -> dict[str, object]:
    """The map that a record is. Raises MalformedError."""
    if len(raw) > MAX_RECORD:
        raise car.MalformedError(f"a record of {len(raw)} bytes is larger than the limit of {MAX_RECORD}")
    return car.decode_map(raw)


def item(raw: bytes, origin: Origin) -> Item:
    """The item in a record of a captured collection. Raises MalformedError."""
    record = read_record(raw)
    base = Item(
        uri=str(origin.uri),
        kind=Kind.POST,
        account=origin.account,
        author=origin.author,
        raw=raw,
        media_type=MEDIA_TYPE,
        source=origin.source,
        evidence=origin.evidence,
        published=time_at(record, "createdAt"),
        revision=origin.revision,
        proof=origin.proof,
    )
    return _READERS[origin.uri.collection](base, record)


def answered(record: object) -> tuple[str, ...]:
    """The accounts whose posts this one answers: that of the parent, then that of the thread's first post."""
    found = (text_at(record, "reply", place, "uri").split("/")[2:3] for place in ("parent", "root"))
    return tuple(did for parts in found for did in parts if is_did(did))


def _post(base: Item, record: dict[str, object]) -> Item:
    rkey = base.uri.rpartition("/")[2]
    text = text_at(record, "text")
    quotes = uri_at(record, "embed", "record", "record", "uri") or uri_at(record, "embed", "record", "uri")
    return replace(
        base,
        kind=_post_kind(record, quotes),
        text=text,
        languages=languages_at(record, "langs"),
        reply_to=uri_at(record, "reply", "parent", "uri"),
        thread=uri_at(record, "reply", "root", "uri"),
        quotes=quotes,
        url=f"https://bsky.app/profile/{base.author.id}/post/{rkey}",
        spans=spans(text, record),
        media=_media(base.author.id, _embedded(record)),
    )


def _post_kind(record: dict[str, object], quotes: str) -> Kind:
    if isinstance(record.get("reply"), dict):
        return Kind.REPLY
    return Kind.QUOTE if quotes else Kind.POST


def _repost(base: Item, record: dict[str, object]) -> Item:
    return replace(base, kind=Kind.REPOST, subject=uri_at(record, "subject", "uri"))


def _profile(base: Item, record: dict[str, object]) -> Item:
    pictures = ((value_at(record, name), name) for name in ("avatar", "banner"))
    return replace(
        base,
        kind=Kind.PROFILE,
        author=replace(base.author, name=text_at(record, "displayName")),
        text=text_at(record, "description"),
        url=f"https://bsky.app/profile/{base.author.id}",
        media=_media(base.author.id, pictures),
    )


def _block(base: Item, record: dict[str, object]) -> Item:
    subject = text_at(record, "subject")
    return replace(base, kind=Kind.BLOCK, subject=subject if is_did(subject) else "")


def _list_block(base: Item, record: dict[str, object]) -> Item:
    return replace(base, kind=Kind.BLOCK, subject=uri_at(record, "subject"))


def _gate(base: Item, record: dict[str, object]) -> Item:
    return replace(base, kind=Kind.THREAD_GATE, subject=uri_at(record, "post"))


_READERS: dict[str, Callable[[Item, dict[str, object]], Item]] = {
    POST: _post,
    REPOST: _repost,
    PROFILE: _profile,
    BLOCK: _block,
    LIST_BLOCK: _list_block,
    THREAD_GATE: _gate,
    POST_GATE: _gate,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """The fields of a gate: who may answer, and what is hidden. ``empty_closes``: an empty list of rules lets nobody."""

    rules: str
    hidden: str
    empty_closes: bool


GATES = {
    THREAD_GATE: Gate("allow", "hiddenReplies", empty_closes=True),
    POST_GATE: Gate("embeddingRules", "detachedEmbeddingUris", empty_closes=False),
}


def restrictions(uri: RecordUri, record: dict[str, object]) -> tuple[Restriction, ...]:
    """Whom or what a record of an account restricts, each once; the record may come from its bytes or from the network's JSON.

    A thread gate without ``allow`` lets everybody reply; with an empty list nobody may, with rules only some may
    (lexicon app.bsky.feed.threadgate). A post gate detaches quotes, and with a rule forbids all of them (app.bsky.feed.postgate). A gate
    counts only for the post of its own account with its own key: the lexicons say so, and the network passes over every other.
    """
    reader = _RESTRICTING.get(uri.collection)
    return tuple(dict.fromkeys(reader(uri, record))) if reader else ()


def _blocks(_uri: RecordUri, record: dict[str, object]) -> Iterator[Restriction]:
    subject = text_at(record, "subject")
    if is_did(subject):
        yield Restriction(Act.BLOCK, subject)


def _blocks_list(_uri: RecordUri, record: dict[str, object]) -> Iterator[Restriction]:
    subject = uri_at(record, "subject")
    if subject:
        yield Restriction(Act.BLOCK, subject)


def _gates(uri: RecordUri, record: dict[str, object]) -> Iterator[Restriction]:
    gate, post = GATES[uri.collection], read_uri(text_at(record, "post"))
    if post is None or (post.did, post.rkey) != (uri.did, uri.rkey):
        return
    if _closes(gate, record.get(gate.rules)):
        yield Restriction(Act.CLOSE_COMMENTS, str(post))
    hidden = (entry for entry in list_at(record, gate.hidden) if isinstance(entry, str) and read_uri(entry))
    yield from (Restriction(Act.HIDE, entry) for entry in hidden)


def _closes(gate: Gate, rules: object) -> bool:
    return isinstance(rules, list) and (gate.empty_closes or any(text_at(rule, "$type") for rule in rules))


_RESTRICTING: dict[str, Callable[[RecordUri, dict[str, object]], Iterator[Restriction]]] = {
    BLOCK: _blocks,
    LIST_BLOCK: _blocks_list,
    THREAD_GATE: _gates,
    POST_GATE: _gates,
}

CAPTURED = frozenset(_READERS)
"""The collections whose records are kept."""


def _embedded(record: dict[str, object]) -> Iterator[tuple[object, str]]:
    """The blobs a post shows, each with its alternative text."""
    for embed in maps_in((record.get("embed"), value_at(record, "embed", "media"))):
        for image in maps_in(list_at(embed, "images")):
            yield image.get("image"), text_at(image, "alt")
        yield embed.get("video"), text_at(embed, "alt")
        for caption in maps_in(list_at(embed, "captions")):
            yield caption.get("file"), text_at(caption, "lang")
        yield value_at(embed, "external", "thumb"), text_at(embed, "external", "title")


def _media(did: str, blobs: Iterator[tuple[object, str]]) -> tuple[MediaRef, ...]:
    found = (_media_ref(did, blob, alt) for blob, alt in blobs)
    return tuple(ref for ref in found if ref is not None)[:MAX_MEDIA]


def _media_ref(did: str, blob: object, alt: str) -> MediaRef | None:
    """The reference to one blob: ``did/cid``, because a blob lies with the account whose record shows it."""
    cid = value_at(blob, "ref")
    if not isinstance(cid, bytes) or not car.is_cid(cid, car.RAW):
        return None
    stated = text_at(blob, "mimeType").lower()
    media_type = stated if _MEDIA_TYPE.fullmatch(stated) else "application/octet-stream"
    size = int_at(blob, "size")
    return MediaRef(f"{did}/{libipld.encode_cid(cid)}", media_type, alt, size if size is not None and size >= 0 else None)
