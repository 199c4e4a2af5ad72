"""The pages for who brings something to light, in other languages: whole, chosen on the page, kept to the end, the city's to correct."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings
from tests import rolls
from tests.cases.conftest import City, city
from tests.cases.test_pages import text, there
from tests.cases.test_public import Resident, letters, standing, triaged
from tests.portal.messages import Text, texts

from rostra.archive.actions.keys import make_keys
from rostra.cases.actions.cases import move_case
from rostra.cases.actions.file import write_entry
from rostra.cases.models import Case, Remedy
from rostra.cases.states.classes import CaseField
from rostra.core import clock
from rostra.core.errors import Misconfigured
from rostra.core.languages import SHIPPED, load_languages, read_catalogue, sources_of
from rostra.core.profile.cases import Measure as CaseMeasure
from rostra.people.states import Role
from rostra.portal.views import case_register

__all__ = ["city"]  # a fixture
PICTURE = b"She wrote this twice."
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
TRANSLATED = re.compile(r"⟦[^⟦⟧]*⟧")
DATA = re.compile(
    r"parks \(Bluesky, \S+\)|A public-official|Post \(.*?\)|social-media\S*|\b(CST|CDT|UTC|kB|MB|[ap]\.m\.|PDF|PNG|JPEG|CSV|JSON|Minn\. Stat\.|subd\.|Exampleville)|https?://\S+|\S+@\S+",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def offer(settings: Settings, *codes: str) -> None:
    """Let the city offer these languages."""
    changed = settings.PROFILE.city.model_copy(update={"languages": list(codes)})
    settings.PROFILE = settings.PROFILE.model_copy(update={"city": changed})


def catalogue(folder: Path, code: str, entries: dict[str, str]) -> Path:
    """A catalogue of the city's own, as it would write it."""
    folder.mkdir(exist_ok=True)
    quoted = (f'msgid "{_quoted(text)}"\nmsgstr "{_quoted(said)}"\n' for text, said in entries.items())
    (folder / f"{code}.po").write_text(HEADER + "\n".join(quoted), encoding="utf-8")
    return folder


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


# the catalogues


@pytest.mark.parametrize("source", sorted(SHIPPED.glob("*.po")), ids=lambda source: source.stem)
def test_every_text_of_the_pages_is_translated_and_no_other(source: Path) -> None:
    translated: set[Text] = {message.id for message in read_catalogue(source) if message.id and message.string}
    assert texts() - translated == set()
    assert translated - texts() == set()


def test_they_come_with_spanish_in_full() -> None:
    assert [source.stem for source in SHIPPED.glob("*.po")] == ["es"]
    fuzzy = [message.id for message in read_catalogue(SHIPPED / "es.po", "es") if message.fuzzy and message.id]
    assert fuzzy == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            'msgid "By %(day)s it is done."\nmsgstr "El %(dia)s."',
            "core.E007 es.po, line 6: the translation of 'By %(day)s it is done.' fills in",
        ),
        ('msgid "By %(day)s it is done."\nmsgstr "Pronto."', "fills in nothing where it must be %(day)s"),
        ('msgid "Plain"\nmsgstr "<script>"', "fills in <script> where it must be nothing"),
        ('msgid "Plain"\nmsgstr "%(day)s"', "fills in %(day)s"),
        ('msgid "Plain"\nmsgstr Sin comillas', "core.E007 es.po is no catalogue"),
        ('msgid "Plain"', "core.E007"),
    ],
)
def test_a_catalogue_that_would_break_a_page_stops_the_start(body: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "es.po").write_text(HEADER + body + "\n", encoding="utf-8")
    if body == 'msgid "Plain"':
        (tmp_path / "es.po").write_bytes(b'msgid "Plain"\nmsgstr "\xff"\n')
    with pytest.raises(Misconfigured) as caught:
        load_languages(["es"], tmp_path)
    assert says in f"{caught.value.id} {caught.value}"


def test_a_language_into_which_nothing_is_translated_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as caught:
        sources_of("so", tmp_path)
    assert caught.value.id == "core.E006"
    assert "so.po" in caught.value.hint
    assert "en, es" in caught.value.hint
    assert sources_of("en", tmp_path) == []
    catalogue(tmp_path, "so", {"Send it": "Dir"})
    assert len(sources_of("so", tmp_path)) == 1
    catalogue(tmp_path, "es", {"Send it": "Mandar"})
    assert [source.parent for source in sources_of("es", tmp_path)] == [SHIPPED, tmp_path]


# the pages


@pytest.mark.django_db
@pytest.mark.usefixtures("data_directory")
class TestPages:
    """Asked by a browser."""

    @pytest.fixture(autouse=True)
    def _keys(self, data_directory: Path) -> None:
        make_keys()

    def test_a_resident_reads_and_fills_in_everything_in_spanish(self, city: City, settings: Settings) -> None:
        offer(settings, "en", "es")
        resident = Resident()
        page = resident.client.get("/report/case").content.decode()
        assert '<a href="/report/case?lang=es" hreflang="es" lang="es">Español</a>' in page
        assert _kept(resident, "/report/case?lang=es", "Qué pasó, en sus propias palabras")
        answer = resident.client.post("/report/case?lang=es", {"statement": "", "act_day": "x", "contact": "nadia"})
        page = answer.content.decode()
        for words in ("Hay un problema", "Cuente qué pasó.", "Escriba un día como", "Escriba un correo electrónico como"):
            assert words in page, words
        told = {
            "statement": "Le puso apodos.",
            "act_day": "2026-03-14",
            "link": "https://network.example/1",
            "contact": "nadia@home.example",
        }
        answer = resident.client.post("/report/case?lang=es", told | {"files": [_file(b"GIF89a\0"), _file(PICTURE)]})
        assert (
            "“one” no es de un tipo que se acepte. JPEG, PNG, PDF o texto sin formato; haga una captura de pantalla."
            in answer.content.decode()
        )
        answer = resident.client.post("/report/case?lang=es", told)
        assert answer["Location"] == "/report/case/check?lang=es"
        assert _kept(
            resident, "/report/case/check?lang=es", "14 de marzo de 2026", "Archivo 1: texto, 21 bytes", "Todavía no se ha enviado nada."
        )
        assert resident.client.post("/report/case/check?lang=es")["Location"] == "/report/case/sent?lang=es"
        assert _kept(resident, "/report/case/sent?lang=es", "Anótelos ahora", "hasta esta hora:", "Ya la anoté")
        page = resident.client.get("/report/case/sent?lang=es").content.decode()
        case = Case.objects.get()
        assert case.language == "es"
        assert case.entries.get().text == "Le puso apodos.\n\nLa publicación: https://network.example/1"
        key = re.search(r'id="key" class="once">([\w-]+)<', page)
        assert key
        resident.number, resident.key = case.number, key[1]
        self._comes_back(city, resident, case)

    def test_what_is_not_there_is_said_in_spanish_too_and_links_to_english_pages_say_so(self, city: City, settings: Settings) -> None:
        offer(settings, "en", "es")
        client = Client()
        missing = client.get("/cases/2026-9999?lang=es")
        assert (missing.status_code, missing["Content-Language"]) == (404, "es")
        assert '<html lang="es"' in missing.content.decode()
        assert "No hay nada en esta dirección" in missing.content.decode()
        assert "There is nothing at this address" in client.get("/cases/2026-9999").content.decode()
        assert '<a href="/data/inventory" hreflang="en">Lo que no es público</a>' in client.get("/cases?lang=es").content.decode()
        assert '<a href="/data/inventory">What is not public</a>' in client.get("/cases").content.decode()

    def _comes_back(self, city: City, resident: Resident, case: Case) -> None:
        door = "/report/case/status?lang=es"
        assert _kept(resident, door, "Escriba el número y la clave")
        wrong = resident.client.post(door, {"number": case.number, "key": "2222"}).content.decode()
        assert "no abren ningún caso" in wrong
        answer = resident.client.post(door, {"number": case.number, "key": resident.key})
        assert answer["Location"] == door
        assert _kept(
            resident, door, "Su estado es: abierto.", "Lo que usted escribió", "Archivos que llegaron", "información de tipo «privada»"
        )
        answer = resident.client.post("/report/case/message?lang=es", {"words": "Fue el lunes."})
        assert answer["Location"] == f"{door}&sent=message"
        assert _kept(resident, answer["Location"], "Su mensaje llegó:", "Leer lo que escribió")
        counsel = there(city, Role.CITY_ATTORNEY)
        assert "handed in in Spanish" in text(counsel, f"/desk/case/{case.number}")
        hr = city.actor(Role.HR)
        case = triaged(city, case)
        write_entry(case, CaseField.MESSAGES, "Gracias.", actor=hr)
        letter = letters()[0]
        assert letter.subject == f"Caso {case.number}"
        assert f"Hay novedades en el caso {case.number}." in letter.body
        assert "/report/case/status?lang=es\n" in letter.body
        move_case(move_case(case, "resolve", reason="Mended.", actor=hr), "close", reason="Done.", actor=hr)
        assert _kept(resident, door, "Su estado es: cerrado.", "Si cree que la decisión fue equivocada", "a más tardar el")
        answer = resident.client.post("/report/case/appeal?lang=es", {"text": "Sigue ahí.", "key": resident.key})
        assert answer["Location"] == f"{door}&sent=appeal"
        assert _kept(resident, answer["Location"], "Su apelación llegó:", "Usted: una apelación")
        answer = resident.client.post("/report/case/appeal?lang=es", {"text": "Otra vez.", "key": resident.key})
        assert "No está cerrado." in answer.content.decode()
        assert resident.client.post("/report/case/leave?lang=es")["Location"] == door

    def test_everybody_reads_the_register_in_spanish_and_stays_in_it(
        self, city: City, settings: Settings, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        offer(settings, "en", "es")
        monkeypatch.setattr(case_register, "PAGE", 1)
        with clock.frozen(dt.datetime(2026, 3, 14, 15, tzinfo=dt.UTC)):
            case = city.received()
        last = city.received()
        assert '<a href="/cases?lang=es">Casos</a>' in client.get("/report/case?lang=es").content.decode()
        assert _stays(client, "/cases?lang=es", "Todos los casos", "abierto", f'href="/cases?lang=es&amp;after={last.number}#list"')
        assert _stays(
            client, f"/cases?lang=es&after={last.number}", "Casos anteriores", "14 de marzo de 2026", "Volver a la primera página"
        )
        assert _stays(client, f"/cases/{case.number}?lang=es", f"<h1>Caso {case.number}</h1>", "Recibido el 14 de marzo de 2026.")
        assert _stays(client, "/cases/years?lang=es", "Los casos en cifras", 'data-label="En revisión"', "No se publica:")
        for path in ("/cases", f"/cases/{case.number}", "/cases/years"):
            page = client.get(path).content.decode()
            assert f'<a href="{path}?lang=es" hreflang="es" lang="es">Español</a>' in page
            assert client.get(f"{path}.json?lang=es").content == client.get(f"{path}.json").content
        older = client.get(f"/cases?after={last.number}").content.decode()
        assert f'href="/cases?lang=es&amp;after={last.number}"' in older

    def test_a_measure_and_a_law_that_the_city_did_not_translate_stand_in_its_own_language(
        self, city: City, settings: Settings, client: Client
    ) -> None:
        offer(settings, "en", "es")
        own = CaseMeasure(key="course", name="A course, and a talk")
        terms = settings.PROFILE.cases.model_copy(update={"measure": [*settings.PROFILE.cases.measures, own]})
        settings.PROFILE = settings.PROFILE.model_copy(update={"cases": terms})
        case = standing(city.triaged("employee"), state="final-disposition", outcome="discipline", measure="course")
        page = client.get(f"/cases/{case.number}?lang=es").content.decode()
        assert '<bdi lang="en">A course, and a talk</bdi>' in page
        assert 'Público: <span lang="en">Minn. Stat. 13.43' in page
        assert 'lang="en"><bdi' not in client.get(f"/cases/{case.number}").content.decode()
        assert "<bdi>A course, and a talk</bdi>" in client.get(f"/cases/{case.number}").content.decode()
        standing(case, state="final-disposition", outcome="discipline", measure="reprimand")
        assert "<bdi>Amonestación escrita</bdi>" in client.get(f"/cases/{case.number}?lang=es").content.decode()

    def test_what_was_typed_is_there_when_another_language_is_chosen(self, city: City, settings: Settings) -> None:
        offer(settings, "en", "es")
        resident = Resident()
        resident.client.post("/report/case?lang=es", {"statement": "Le puso apodos.", "contact": "nadia"})
        page = resident.client.get("/report/case").content.decode()
        assert "Le puso apodos." in page
        assert "What happened, in your own words" in page
        assert resident.client.get("/report/case?account=x&lang=es").content.decode().count('href="/report/case?account=x"') == 1

    @pytest.mark.parametrize("lang", ["fr", "so", "es'\"><script>", "es" * 50, "EN", ""])
    def test_what_is_not_offered_is_the_city_s_own(self, lang: str, settings: Settings, client: Client) -> None:
        offer(settings, "en", "es")
        answer = client.get("/report/case", {"lang": lang}, headers={"Accept-Language": "es"})
        assert (answer.status_code, answer["Content-Language"]) == (200, "en")
        assert '<html lang="en" dir="ltr">' in answer.content.decode()
        assert "<script>" not in answer.content.decode()

    def test_where_one_language_is_offered_there_is_no_choice_and_other_pages_have_none(self, settings: Settings, client: Client) -> None:
        offer(settings, "en")
        for path in ("/report/case", "/report/case?lang=es"):
            page = client.get(path).content.decode()
            assert "lang=es" not in page
            assert "What happened" in page
        offer(settings, "en", "es")
        assert "lang=es" not in client.get("/report/blocked?lang=es").content.decode()
        assert translation.get_language() == "en"

    def test_a_city_adds_a_language_and_corrects_words_without_code(self, settings: Settings, tmp_path: Path, client: Client) -> None:
        folder = catalogue(tmp_path / "languages", "es", {"Send the message": "Mandar el mensaje", "Records": "Registros"})
        catalogue(folder, "so", {"English": "Soomaali", "Bring something to light": "Wax soo gudbi", "%(n)s bytes": "%(n)s bayt"})
        load_languages(["es", "so"], folder)
        offer(settings, "en", "es", "so")
        contact = settings.PROFILE.contact.model_copy(update={"records_office": "Records"})
        settings.PROFILE = settings.PROFILE.model_copy(update={"contact": contact})
        page = client.get("/report/case?lang=so").content.decode()
        assert "<h1>Wax soo gudbi</h1>" in page
        assert '<html lang="so" dir="ltr">' in page
        assert 'lang="so">Soomaali</a>' in client.get("/report/case").content.decode()
        with translation.override("es"):
            assert translation.gettext("Send the message") == "Mandar el mensaje"
            assert translation.gettext("Send it") == "Enviar"
        assert '<h2 id="foot-office">Registros</h2>' in client.get("/report/case?lang=es").content.decode()
        load_languages(["es"], tmp_path / "none")  # as it is shipped, for the tests that follow

    def test_a_city_adds_a_language_as_it_is_spoken_somewhere(self, settings: Settings, tmp_path: Path, client: Client) -> None:
        load_languages(["es-mx"], catalogue(tmp_path / "languages", "es-mx", {"Bring something to light": "Avísenos"}))
        offer(settings, "en", "es-mx")
        page = client.get("/report/case?lang=es-mx").content.decode()
        assert "<h1>Avísenos</h1>" in page
        assert '<html lang="es-mx" dir="ltr">' in page

    def test_no_word_of_the_pages_is_left_out(self, city: City, settings: Settings, tmp_path: Path) -> None:
        """A language in which every text stands between brackets, from right to left: what stands outside of them was never translated."""
        marked = {each: f"⟦{each}⟧" for each in texts() if isinstance(each, str)}
        load_languages(["ar"], catalogue(tmp_path / "languages", "ar", marked | {"City of Exampleville": "⟦City⟧", "Records": "⟦Records⟧"}))
        offer(settings, "en", "ar")
        contact = settings.PROFILE.contact.model_copy(update={"records_office": "Records", "address": ""})
        settings.PROFILE = settings.PROFILE.model_copy(update={"contact": contact, "appearance": type(settings.PROFILE.appearance)()})
        changed = settings.PROFILE.city.model_copy(update={"motto": ""})
        settings.PROFILE = settings.PROFILE.model_copy(update={"city": changed})
        rolls.account()
        outside = {name: words for name, page in self._every_page(city) if (words := _outside(page))}
        assert outside == {}

    def _every_page(self, city: City) -> Iterator[tuple[str, str]]:
        resident, ask = Resident(), "?lang=ar"
        get, send = resident.client.get, resident.client.post
        yield "nothing waits", get(f"/report/case/check{ask}").content.decode()
        yield "wrong", send(f"/report/case{ask}", {"account": "x", "act_day": "2999-01-01", "statement": "1", "link": "x"}).content.decode()
        yield "wrong", send(f"/report/case{ask}", {"act_day": "x", "contact": "x", "files": [_file(b"\0")]}).content.decode()
        assert send(f"/report/case{ask}", {"statement": "1", "files": [_file(PICTURE)]}).status_code == 302
        yield "form", get(f"/report/case{ask}").content.decode()
        yield "check", get(f"/report/case/check{ask}").content.decode()
        page = resident.client.post(f"/report/case/check{ask}", follow=True).content.decode()
        key = re.search(r'id="key" class="once">([\w-]+)<', page)
        assert key
        yield "sent", page.replace(key[1], "")
        yield "written down", resident.client.post(f"/report/case/sent{ask}", follow=True).content.decode()
        case = Case.objects.get()
        yield "door", get(f"/report/case/status{ask}").content.decode()
        yield "wrong key", send(f"/report/case/status{ask}", {"number": case.number, "key": "2"}).content.decode()
        send(f"/report/case/status{ask}", {"number": case.number, "key": key[1]})
        yield "nothing said", send(f"/report/case/message{ask}", {"words": " "}).content.decode()
        case = triaged(city, case, "public-official")
        hr = city.actor(Role.HR)
        write_entry(case, CaseField.MESSAGES, "1", actor=hr)
        move_case(move_case(case, "resolve", reason="1", actor=hr), "close", reason="1", actor=hr)
        yield "closed", get(f"/report/case/status{ask}").content.decode()
        now = clock.now()
        for kind, done in (("lift", None), ("train", now.date())):
            Remedy.objects.create(case=case, kind=kind, due=now.date(), at=now, by_ref="user:1", by_name="1", done=done)
        standing(case, state="closed", outcome="discipline", measure="warning")
        write_entry(case, CaseField.FINDINGS, "1", actor=hr)
        yield "opened", get(f"/report/case/status{ask}").content.decode()
        yield "wrong appeal", send(f"/report/case/appeal{ask}", {"text": "1", "key": "2"}).content.decode()
        yield "closed for words", send(f"/report/case/message{ask}", {"words": "1"}).content.decode()
        yield "register", get(f"/cases{ask}").content.decode()
        yield "older", get(f"/cases{ask}&after={case.number}").content.decode()
        yield "in numbers", get(f"/cases/years{ask}").content.decode()
        standing(case, state="final-disposition", outcome="discipline", measure="warning")
        yield "opened to everybody", get(f"/cases/{case.number}{ask}").content.decode()
        standing(case, state="closed", outcome="discipline", measure="warning")
        standing(city.received(), state="closed", outcome="not-sustained")
        with clock.frozen(now + dt.timedelta(days=366)):
            yield "last year in numbers", get(f"/cases/years{ask}").content.decode()
        yield "nothing more is public", get(f"/cases/{city.received().number}{ask}").content.decode()


def _kept(resident: Resident, path: str, *words: str) -> bool:
    """The page says this in Spanish, and every way on from it to such a page stays in it."""
    answer = resident.client.get(path)
    page = answer.content.decode()
    assert answer["Content-Language"] == "es"
    assert '<html lang="es" dir="ltr">' in page
    for each in words:
        assert each in page, each
    main = page[page.index("<main") : page.index("</main>")]
    ways = re.findall(r'(?:href|action)="(/report/case[^"]*)"(?! hreflang="en")', main)
    assert ways
    return all("lang=es" in way for way in ways)


def _stays(client: Client, path: str, *words: str) -> bool:
    """The page says this in Spanish, and every way on from it to a page with a choice stays in it."""
    answer = client.get(path)
    page = answer.content.decode()
    assert answer["Content-Language"] == "es"
    assert '<html lang="es" dir="ltr">' in page
    for each in words:
        assert each in page, each
    ways = re.findall(r'href="(/(?:cases|report/case)(?![^"]*\.(?:json|csv))[^"]*)"(?! hreflang="en")', page)
    assert ways
    return all("lang=es" in way for way in ways)


def _file(content: bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("one", content)


class _Words(HTMLParser):
    """What a reader, or a screen reader, gets of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.in_own: list[str] = []
        self.goes_on = False  # after words of another language within a sentence

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.found += [told[name] or "" for name in ("aria-label", "placeholder", "title", "alt") if told.get(name)]
        self.in_own = ["lang"] if told.get("lang") == "en" else [tag] if tag in {"style", "script"} else []

    def handle_data(self, data: str) -> None:
        if not self.in_own and self.goes_on:
            self.found[-1] += data
        elif not self.in_own:
            self.found.append(data)
        self.goes_on = self.in_own == ["lang"]
        self.in_own = []


def _outside(page: str) -> list[str]:
    assert '<html lang="ar" dir="rtl">' in page
    words = _Words()
    words.feed(page)
    left = [DATA.sub("", TRANSLATED.sub("", TRANSLATED.sub("", each))).strip() for each in words.found]
    return [each for each in left if re.search(r"[A-Za-z]{2}", each)]
