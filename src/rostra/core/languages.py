"""Languages of pages: the catalogues that come with Rostra, and what a city adds or corrects in a folder beside its profile.

They are read from their sources (gettext's .po) at the start: nothing has to be compiled, and a catalogue that would break a page stops it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import trans_real

from rostra.core.errors import Misconfigured

WRITTEN_IN = "en"  # the language of the sources
SHIPPED = Path(__file__).with_name("locale")
_FILLED = re.compile(r"%\((\w+)\)[sd]|(</?\w+[^>]*>)")  # what stands in a text and is no word
_UNQUOTED = re.compile(r'^msg\w+(\[\d\])?[ \t]+(?!".*"[ \t]*\r?$)', re.MULTILINE)  # babel would take the first and last letter for them


def offered_languages() -> list[str]:
    """The tags of the languages that pages with a choice are offered in; the first is that of all others."""
    languages: list[str] = settings.PROFILE.city.languages
    return languages


def speaking(code: str) -> AbstractContextManager[object]:
    """In this language, where it is offered; else in the city's own."""
    return translation.override(code if code in offered_languages() else settings.LANGUAGE_CODE)


def is_city_s_own(code: str | None) -> bool:
    """Whether it is the language of all pages without a choice; None is."""
    return code in {None, settings.LANGUAGE_CODE}


def address(name: str, /, *args: object, **asked: object) -> str:
    """The address of a page, in the language of the one on which it stands, with what is ``asked`` of it."""
    spoken = translation.get_language()
    query = urlencode(({} if is_city_s_own(spoken) else {"lang": spoken}) | asked)
    return reverse(name, args=args) + (f"?{query}" if query else "")


def language_name(code: str) -> str:
    """A language in the words of the one that is spoken now; its tag where it is not known."""
    try:
        return Locale.parse(code, sep="-").get_display_name(translation.get_language()) or code
    except (UnknownLocaleError, ValueError):
        return code


def load_languages(codes: Sequence[str], folder: Path) -> None:
    """Let every text of these languages be found: what is shipped, and over it what lies in ``folder``. Raises Misconfigured."""
    for code in codes:
        for source in sources_of(code, folder):
            trans_real.translation(code).merge(_compiled(source, code))


def sources_of(code: str, folder: Path) -> list[Path]:
    """The catalogues of a language, what counts more after what counts less. Raises Misconfigured (``core.E006``) where there is none."""
    found = [place / f"{code}.po" for place in (SHIPPED, folder) if (place / f"{code}.po").is_file()]
    if not found and code != WRITTEN_IN:
        shipped = ", ".join([WRITTEN_IN, *sorted(path.stem for path in SHIPPED.glob("*.po"))])
        told = f"city.languages in the profile names {code!r}, and nothing is translated into it"
        raise Misconfigured(told, id="core.E006", hint=f"put a catalogue at {folder / f'{code}.po'}, or name one of: {shipped}")
    return found


def read_catalogue(source: Path, code: str | None = None) -> Catalog:
    """A catalogue. Raises Misconfigured (``core.E007``) with the line of what would break a page."""
    hint = "docs/how-to/offer-other-languages.md"
    try:
        text = source.read_text(encoding="utf-8")
        if bare := _UNQUOTED.search(text):
            raise ValueError(f"line {text.count(chr(10), 0, bare.start()) + 1} has no quotation marks")  # noqa: TRY301 -- told as others are
        catalogue = read_po(BytesIO(text.encode()), locale=_locale(code), charset="utf-8", abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise Misconfigured(f"{source.name} is no catalogue: {error}", id="core.E007", hint=hint) from None
    for message in catalogue:
        if message.id and (wrong := _breaks(message)):
            told = f"{source.name}, line {message.lineno}: the translation of {message.id!r} {wrong}"
            raise Misconfigured(told, id="core.E007", hint=hint)
    return catalogue


def _locale(code: str | None) -> Locale | None:
    """Whose rules of numbers count; those of the catalogue's head where the tag is not known."""
    try:
        return Locale.parse(code, sep="-") if code else None
    except (UnknownLocaleError, ValueError):
        return None


def _compiled(source: Path, code: str) -> GNUTranslations:
    out = BytesIO()
    write_mo(out, read_catalogue(source, code))
    return GNUTranslations(BytesIO(out.getvalue()))


def _breaks(message: Message) -> str:
    """How it would break a page: what is filled in, and marks, must be those of the text; "" where they are."""
    texts = [message.id] if isinstance(message.id, str) else list(message.id)
    said = [message.string] if isinstance(message.string, str) else list(message.string or ())
    wanted = [sorted(_filled(text)) for text in texts]
    for each in filter(None, said):
        if sorted(_filled(each)) not in wanted:
            return f"fills in {', '.join(sorted(_filled(each))) or 'nothing'} where it must be {', '.join(wanted[-1]) or 'nothing'}"
    return ""


def _filled(text: str) -> Iterator[str]:
    return (found[0] for found in _FILLED.finditer(text))
