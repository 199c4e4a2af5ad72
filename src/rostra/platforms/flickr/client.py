"""Asking Flickr: an account, its photos, one photo, comments, and where a photo's files lie.

With the holder's consent requests are signed; without it they are made in the name of this installation, by its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from rostra.platforms import live
from rostra.platforms.base import AccountUnknown, Identity, PlatformError, Refused, Unauthorised, Unreachable
from rostra.platforms.consent import App, Tokens, TokensOf
from rostra.platforms.flickr.addresses import is_nsid
from rostra.platforms.flickr.signing import signed
from rostra.platforms.hostile import int_at, list_at, maps_in, text_at, value_at, web_address
from rostra.platforms.newest import Page
from rostra.platforms.parts import Part, elements, member
from rostra.platforms.web import Answer, Web, WebRefused

HOST = "https://www.flickr.com"
PAGE = 100  # photos
MAX_ANSWER = 32 * 1024 * 1024  # bytes
EXTRAS = "description,date_upload,last_update,media,tags,owner_name,path_alias"
NOT_FOUND, DELETED = 1, 5  # a photo or an account that is not there, or that whoever asks may not see; an account that was deleted
ORIGINALS = ("Original", "Video Original")  # sizes that are as they were uploaded

_VOID, _UNKEYED = 98, 100  # a token, or an installation's key, that does not count
_PASSING = frozenset({0, 105, 106})  # Flickr has trouble


class Failed(Refused):
    """Flickr understood and said no, with this code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Shown(live.Shown):
    """An account as Flickr shows it now. ``signed``: to its own holder."""

    signed: bool


@dataclass(frozen=True, slots=True)
class Client:
    """The questions, each as one method. All raise Unreachable, RateLimited, Unauthorised, Failed (with the code), Refused."""

    web: Web
    host: str
    tokens: TokensOf
    app: App | None

    def find(self, name: str) -> str:
        """The number of the account whose pages lie under this name. Raises AccountUnknown too."""
        try:
            _, part = self._call("", "flickr.urls.lookupUser", "user", url=f"{HOST}/photos/{name}/")
        except Failed as failed:
            if failed.code == NOT_FOUND:
                raise AccountUnknown(f"Flickr has no account {name}.") from None
            raise
        found = text_at(part.value, "id")
        if not is_nsid(found):
            raise AccountUnknown(f"Flickr does not say which account {name} is.")
        return found

    def person(self, account: str) -> Shown:
        """The account by its number; a Failed may say that it is gone."""
        answer, part = self._call(account, "flickr.people.getInfo", "person", user_id=account)
        if text_at(part.value, "nsid") != account:
            raise Unreachable(f"Flickr answered something else than the account {account}.")
        handle, name = text_at(part.value, "path_alias")[:100], _content(part.value, "realname") or _content(part.value, "username")
        return Shown(Identity(account, handle, name[:200]), part, answer, self._holders(account) is not None)

    def photos(self, shown: Shown, page: str) -> Page:
        """A page of the photos that everybody may see, the newest first, with how many there are in all.

        Source: *flickr.people.getPublicPhotos*, and *flickr.people.getPhotos* with ``privacy_filter`` 1 ("public photos").
        """
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        how = {"privacy_filter": "1", "safe_search": "3"} if shown.signed else {}
        method = "flickr.people.getPhotos" if shown.signed else "flickr.people.getPublicPhotos"
        asked = {"user_id": shown.identity.id, "extras": EXTRAS, "per_page": str(PAGE), "page": str(number), **how}
        answer, part = self._call(shown.identity.id, method, "photos", **asked)
        more = number < (number_at(part.value, "pages") or 0)
        return Page(_elements(part, "photo"), str(number + 1) if more else "", answer, number_at(part.value, "total"))

    def photo(self, account: str, number: str) -> tuple[Answer, Part]:
        """One photo."""
        return self._call(account, "flickr.photos.getInfo", "photo", photo_id=number)

    def comments(self, account: str, photo: str) -> tuple[Answer, list[Part]]:
        """All comments on a photo, the oldest first."""
        answer, part = self._call(account, "flickr.photos.comments.getList", "comments", photo_id=photo)
        return answer, _elements(part, "comment")

    def link(self, account: str, photo: str) -> str:
        """Where the file of a photo or video lies, as it was uploaded, else the largest that Flickr gives. Raises Refused."""
        _, part = self._call(account, "flickr.photos.getSizes", "sizes", photo_id=photo)
        sizes = sorted(maps_in(list_at(part.value, "size")), key=_size)
        found = web_address(text_at(sizes[-1], "source")) if sizes else ""
        if not found:
            raise Refused(f"Flickr names no file of the photo {photo}.")
        return found

    def holder(self, tokens: Tokens) -> str:
        """The number of the account whose holder gave these tokens."""
        _, part = self._sent("flickr.test.login", "user", {}, tokens)
        return text_at(part.value, "id")

    def _call(self, account: str, method: str, name: str, **asked: str) -> tuple[Answer, Part]:
        return self._sent(method, name, asked, self._holders(account) if account else None)

    def _holders(self, account: str) -> Tokens | None:
        """The tokens of an account; None where its holder has not consented."""
        try:
            return self.tokens(account)
        except Unauthorised:
            return None

    def _sent(self, method: str, name: str, asked: Mapping[str, str], tokens: Tokens | None) -> tuple[Answer, Part]:
        """What lies under ``name`` in the answer. The key goes in the form, so that no address holds it."""
        url, app = f"{self.host}/services/rest/", self._app()
        form = {"method": method, "format": "json", "nojsoncallback": "1", **asked}
        authorization = signed(url, form, app, tokens) if tokens else ""
        try:
            answer = self.web.post(url, form if tokens else {**form, "api_key": app.id}, limit=MAX_ANSWER, authorization=authorization)
        except WebRefused as refused:
            raise _unauthorised() if tokens and refused.status == 401 else refused from None
        answer = replace(answer, url=f"{url}?{urlencode(form)}")
        told = answer.part()
        if text_at(told.value, "stat") != "ok":
            raise _failure(method, told.value, signed=tokens is not None)
        if answer.repeats(f"{tokens.access} {tokens.secret} {app.secret}" if tokens else app.secret):
            raise Unreachable("Flickr answered with a secret that it knows: nothing of it is kept.")
        return answer, member(told, name) or Part(None, b"null")

    def _app(self) -> App:
        if self.app is None:
            raise Refused("Flickr answers registered software only: its key is to be given as [[platform_app]] of the city’s profile.")
        return self.app


def number_at(value: object, *path: str) -> int | None:
    """A count, which Flickr writes as a number or as text."""
    text = text_at(value, *path)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else int_at(value, *path)


def _content(value: object, name: str) -> str:
    return text_at(value, name, "_content")


def _elements(part: Part, name: str) -> list[Part]:
    found = member(part, name) if isinstance(part.value, dict) else None
    return elements(found) if found else []


def _size(size: object) -> tuple[bool, bool, int]:
    """By which sizes are sorted, the best last: of a video there are pictures too."""
    area = (number_at(size, "width") or 0) * (number_at(size, "height") or 0)
    return text_at(size, "media") == "video", text_at(size, "label") in ORIGINALS, area


def _unauthorised() -> Unauthorised:
    return Unauthorised("Flickr does not accept the token any more: the holder of the account has to consent again.")


def _failure(method: str, told: object, *, signed: bool) -> PlatformError:
    """What it means that Flickr says no. Never its own words, which may hold what it was sent."""
    code = value_at(told, "code")
    if text_at(told, "stat") != "fail" or type(code) is not int:
        return Unreachable(f"Flickr answered {method} with something that is no answer.")
    if code == _VOID and signed:
        return _unauthorised()
    if code in _PASSING:
        return Unreachable(f"Flickr has trouble with {method} ({code}).")
    if code == _UNKEYED:
        return Refused("Flickr does not accept the key of this installation.")
    return Failed(f"Flickr refused {method} ({code}).", code)
