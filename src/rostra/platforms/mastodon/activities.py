"""From an activity in an account's own archive to the item that the client API would have given for the same post. Pure.

An archive speaks the network's own language (ActivityStreams 2.0), the API another. What an activity says is told here in the API's words,
and read by ``parse``: so a post that was captured live is known again in an archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlsplit

from rostra.platforms.activitypub.objects import is_public
from rostra.platforms.base import Evidence, Identity, Item, MediaRef, Source
from rostra.platforms.files.exported import BadElement
from rostra.platforms.hostile import list_at, maps_in, text_at, value_at, web_address
from rostra.platforms.mastodon import parse
from rostra.platforms.mastodon.addresses import id_in
from rostra.platforms.mastodon.parse import Place
from rostra.platforms.parts import Part, Unfit
from rostra.platforms.table.parse import media_type_of
from rostra.platforms.webfinger import LONGEST_IDENTITY, account_in

_FILE = re.compile(r"media_attachments/files/((?:[0-9]{3}/)+)original/[\w.-]{1,200}")
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_QUOTED = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")


def owner_in(actor: object) -> Identity | None:
    """The account that an actor is; None where it has no sound address.

    Its handle is what its server says, else the name at the server where it lies.
    """
    address = web_address(text_at(actor, "id"))
    if not address or len(address) > LONGEST_IDENTITY:
        return None
    handles = (text_at(actor, "webfinger"), f"{text_at(actor, 'preferredUsername')}@{urlsplit(address).netloc}")
    user, host = next(filter(all, map(account_in, handles)), ("", ""))
    return Identity(address, f"{user}@{host}"[:LONGEST_IDENTITY] if user else "", text_at(actor, "name"))


def item(activity: Part, owner: Identity, source: Source) -> Item | None:
    """The post or repost that an activity tells of; None where it is not for everybody. Raises BadElement."""
    said, told = activity.value, value_at(activity.value, "object")
    if not is_public(said) or (isinstance(told, dict) and not is_public(told)):
        return None
    if text_at(said, "actor") != owner.id:
        raise BadElement("it is another account's")
    try:
        return replace(written(activity, owner, source), evidence=Evidence.OWNER_EXPORT)
    except Unfit as unfit:
        raise BadElement(str(unfit)) from unfit


def profile(actor: Part, owner: Identity, source: Source, pictures: Mapping[str, bytes]) -> Item:
    """How the account shows itself. ``pictures``: the bytes of its pictures, by their names in the archive.

    Two archives tell the same where the pictures are the same. The network's addresses of them stand in no archive, so that beside what was
    captured live this is a version of its own; it has no revision, for an archive does not say of which day it is.
    """
    said = actor.value
    named = [text_at(said, place, "url") for place in ("icon", "image")]
    known = [f"{name} {sha256(pictures[name]).hexdigest()}" if name in pictures else name for name in named]
    fields = [field for field in maps_in(list_at(said, "attachment")) if text_at(field, "type") == "PropertyValue"]
    shown = {"note": text_at(said, "summary"), "fields": fields, "url": value_at(said, "url"), "avatar": known[0], "header": known[1]}
    media = tuple(MediaRef(name, media_type_of(name), alt) for name, alt in zip(named, ("avatar", "header"), strict=True) if name)
    return replace(parse.profile(Part(shown, actor.raw), owner, source), evidence=Evidence.OWNER_EXPORT, revision="", media=media)


def written(activity: Part, owner: Identity, source: Source) -> Item:
    """The post or repost, whomever it is for. Raises Unfit."""
    said, told = activity.value, value_at(activity.value, "object")
    kind = text_at(said, "type")
    if kind == "Announce":
        return parse.post(Part(_repost(said), activity.raw), owner, Place(owner.id, source, {}))
    if kind != "Create" or not isinstance(told, dict):
        raise Unfit("it is neither a post nor a repost")
    if (text_at(told, "attributedTo") or owner.id) != owner.id:
        raise Unfit("it is another account's")
    answered = _address(told, "inReplyTo")
    found = parse.post(Part(_status(told), activity.raw), owner, Place(owner.id, source, {answered: web_address(answered)}))
    return replace(found, media=tuple(_media(told))[: parse.MAX_MEDIA])


def _repost(said: object) -> dict[str, object]:
    """A repost in the words of the client API."""
    return {**_common(said), "reblog": {"uri": _address(said, "object")}}


def _status(note: dict[str, object]) -> dict[str, object]:
    """A post in the words of the client API."""
    languages = value_at(note, "contentMap")
    texts = {name: text for name, text in languages.items() if isinstance(text, str)} if isinstance(languages, dict) else {}
    return {
        **_common(note),
        "url": value_at(note, "url"),
        "content": text_at(note, "content") or next(iter(texts.values()), ""),
        "language": next(iter(texts), ""),
        "spoiler_text": text_at(note, "summary"),
        "sensitive": value_at(note, "sensitive"),
        "in_reply_to_id": _address(note, "inReplyTo"),
        "quote": _quote(note),
        "media_attachments": [_medium(each) for each in _attached(note)],
        "poll": {"options": [{"title": text_at(option, "name")} for option in _options(note)]},
    }


def _common(said: object) -> dict[str, object]:
    uri = web_address(text_at(said, "id"))
    number = id_in(uri) or uri.rpartition("/")[2]
    return {"uri": uri, "id": number, "created_at": value_at(said, "published"), "edited_at": value_at(said, "updated")}


def _address(value: object, name: str) -> str:
    """What lies under this name: an address, or something that has one."""
    return text_at(value, name) or text_at(value, name, "id")


def _quote(note: object) -> dict[str, object] | None:
    """What it quotes; of a post that is gone only that there was one."""
    addresses = filter(web_address, (_address(note, name) for name in _QUOTED))
    return {"uri": next(addresses, "")} if any(value_at(note, name) is not None for name in _QUOTED) else None


def _options(note: object) -> list[dict[str, object]]:
    return list(maps_in(list_at(note, "oneOf") or list_at(note, "anyOf")))


def _attached(note: object) -> Iterator[dict[str, object]]:
    """Pictures, videos and sound; a preview of a link is none of them."""
    return (each for each in maps_in(list_at(note, "attachment")) if text_at(each, "type") != "Link")


def _medium(attached: dict[str, object]) -> dict[str, object]:
    """A medium in the words of the client API: its id is in the name of its file (three digits a folder), its type in its media type."""
    file = _FILE.search(text_at(attached, "url"))
    kind = text_at(attached, "mediaType").partition("/")[0]
    return {
        "id": file[1].replace("/", "").lstrip("0") if file else "",
        "type": kind if kind in ("image", "video", "audio") else "unknown",
        "description": text_at(attached, "name"),
    }


def _media(note: object) -> Iterator[MediaRef]:
    """Each medium under the name that its file in the archive has: where a server keeps them elsewhere, its address begins otherwise."""
    for attached in _attached(note):
        address = text_at(attached, "url")
        file = _FILE.search(address)
        name = file[0] if file else address.lstrip("/")
        stated = text_at(attached, "mediaType")
        if name:
            yield MediaRef(name, stated if _MEDIA_TYPE.fullmatch(stated) else media_type_of(name), text_at(attached, "name"))
