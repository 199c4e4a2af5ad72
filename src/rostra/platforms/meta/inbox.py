"""Direct messages in an export of Facebook or Instagram. They hold names alone: neither numbers of people nor numbers of messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import ClassVar

import orjson

from rostra.platforms import messages
from rostra.platforms.base import Event, Identity, MediaRef, Source, Span
from rostra.platforms.files.exported import Contents, Element, Reading
from rostra.platforms.files.slices import slices
from rostra.platforms.hostile import int_at, list_at, maps_in, value_at, web_address
from rostra.platforms.messages import LONGEST, BadMessage, Conversation, Message, object_in, parties_of
from rostra.platforms.meta.export import OF_MESSAGE, MetaExport, medium_at, milliseconds_at, said_at, struck

_MESSAGES = r"(?:[^/]+/){0,2}messages/(?:inbox|message_requests|filtered_threads|archived_threads|e2ee_cutover)/([^/]+)/"
_FILE = re.compile(_MESSAGES + r"message_[0-9]{1,5}\.json")
_MEDIUM = re.compile(_MESSAGES + r".+\.[A-Za-z0-9]{2,5}(?<!\.json)(?<!\.html)")
_HEAD = re.compile(rb'\s*+\{\s*+"(?P<of>participants)"\s*+:\s*+\[')
_TAIL = re.compile(rb"\](?:\s*+\}|\s*+,[\s\S]*\})\s*+")  # its title and more stand behind the messages
_SHOWN = ("photos", "videos", "audio_files", "files", "gifs")
_MOST_MEDIA = 50
_MOST_PEOPLE = 1000


class InboxExport(MetaExport):
    """The platform of an export in which direct messages stand beside what is public."""

    holds_messages: ClassVar[bool] = True

    def begin(self, archive: Contents) -> Reading:
        """See ``MetaExport.begin``."""
        public = super().begin(archive)
        return _WithInbox(public, replace(public.owner, id=self.told), archive, self.network, self.source) if self.messages else public


class _WithInbox(Reading):
    """What an export holds in public, then its conversations, in which the account is called ``owner.name``."""

    def __init__(self, public: Reading, of: Identity, archive: Contents, network: str, source: Source) -> None:
        self.owner = public.owner
        self._of = of
        self._public = public
        self._archive = archive
        self._network = network
        self._source = source
        self._folders = ("", *dict.fromkeys(f"{name.partition('/')[0]}/" for name in archive.names(_FILE)))
        self._open: tuple[str, Conversation] | None = None  # the file that is being read

    def members(self) -> list[str]:
        return [*self._public.members(), *self._archive.names(_FILE)]

    def elements(self, name: str) -> Iterator[Element]:
        if _FILE.fullmatch(name) is None:
            return self._public.elements(name)
        return slices(self._archive.pieces(name), _HEAD, _TAIL)

    def events(self, name: str, element: Element) -> list[Event]:
        if _FILE.fullmatch(name) is None:
            return self._public.events(name, element)
        if element.of == "participants":
            return []
        if self._open is None or self._open[0] != name:
            self._open = name, self._conversation(name)
        raw = struck(element.raw)
        return [messages.item(_message(object_in(raw), raw, self._of), self._open[1], self._source)]

    def medium(self, ref: str) -> str:
        if not ref.startswith(OF_MESSAGE):
            return self._public.medium(ref)
        places = (f"{folder}{ref.removeprefix(OF_MESSAGE)}" for folder in self._folders)
        return next((place for place in places if _MEDIUM.fullmatch(place) and place in self._archive), "")

    def _conversation(self, name: str) -> Conversation:
        """Raises BadMessage where names do not tell the account from the others."""
        found, own = _FILE.fullmatch(name), self._of.name
        names = list(self._taking_part(name))
        if found is None or not own or names.count(own) != 1:
            raise BadMessage("by their names nobody can tell who is the account: it has none in this export, or somebody else is called so")
        people = (_person(each) for each in names if each != own)
        return Conversation(self._network, self._of, found[1], parties_of(people, self._of))

    def _taking_part(self, name: str) -> Iterator[str]:
        for element in self.elements(name):
            if element.of != "participants" or element.number > _MOST_PEOPLE:
                return
            yield said_at(object_in(element.raw), "name")


def _message(said: dict[str, object], raw: bytes, owner: Identity) -> Message:
    """Raises BadMessage."""
    sender, at = said_at(said, "sender_name"), int_at(said, "timestamp_ms")
    if not sender:
        raise BadMessage("nobody sent it")
    text, link = said_at(said, "content"), web_address(said_at(said, "share", "link"))
    shown = "\n".join(filter(None, (text, link if link not in text else "")))
    start = shown.find(link) if link else -1
    spans = (Span(start, start + len(link), link),) if start >= 0 else ()
    media = tuple(_media(said))[:_MOST_MEDIA]
    author = owner if sender == owner.name else _person(sender)
    told = orjson.dumps([sender, shown, [medium.ref for medium in media]])
    number = f"{at}-{sha256(told).hexdigest()[:16]}"
    return Message(number, author, milliseconds_at(said, "timestamp_ms"), raw, shown, spans, media)


def _media(said: dict[str, object]) -> Iterator[MediaRef]:
    for each in maps_in([*(each for name in _SHOWN for each in list_at(said, name)), value_at(said, "sticker")]):
        if shown := medium_at(said_at(each, "uri"), ""):
            yield MediaRef(f"{OF_MESSAGE}{shown.ref}", shown.media_type)


def _person(name: str) -> Identity:
    """Somebody of whom an export says nothing but the name."""
    return Identity(f"name:{name}"[:LONGEST], "", name[:LONGEST])
