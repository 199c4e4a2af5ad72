"""Files and languages in a real browser: on a telephone without scripts, at every width, from left to right and from right to left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.fixtures import Settings
from tests.archive.documents import photograph
from tests.browsing import LISTEN, WIDTHS
from tests.cases.conftest import City
from tests.cases.test_browser import city, sign_in
from tests.cases.test_outlets import marked
from tests.cases.test_public import standing
from tests.cases.test_public_browser import look
from tests.desk.conftest import browser_type_launch_args, server
from tests.moderation.conftest import network, residents, terms
from tests.portal.messages import texts
from tests.portal.test_languages import catalogue, offer

from rostra.cases.models import Case
from rostra.core.languages import load_languages
from rostra.people.states import Role

__all__ = ["browser_type_launch_args", "city", "network", "residents", "server", "terms"]  # fixtures
pytestmark = pytest.mark.browser
PICTURE = {"name": "screen.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
WORDS = {"name": "words.txt", "mimeType": "text/plain", "buffer": b"She wrote this twice."}
FILM = {"name": "film.mov", "mimeType": "video/quicktime", "buffer": b"\0\0\0\x14ftyp"}
SPANISH = {
    "statement": "Qué pasó, en sus propias palabras", "files": "Capturas de pantalla u otros archivos", "go": "Continuar",
    "send": "Enviar", "number": "Número de su caso", "key": "Su clave", "open": "Abrir", "message": "Su mensaje",
    "write": "Enviar el mensaje", "noted": "Ya la anoté",
}  # fmt: skip
ARABIC = {
    "statement": "ما حدث (What happened, in your own words)", "files": "صور (Pictures of the screen, or other files)", "go": "متابعة",
    "send": "إرسال (Send it)", "number": "رقم (Number of your case)", "key": "مفتاح (Your key)", "open": "فتح (Open it)",
    "message": "رسالة (Your message)", "write": "إرسال (Send the message)",
    "noted": "كتبته (I have written it down)",
}  # fmt: skip
MEANT = {
    "statement": "What happened, in your own words",
    "files": "Pictures of the screen, or other files",
    "go": "Go on: see it before it is sent",
    "send": "Send it",
    "number": "Number of your case",
    "key": "Your key",
    "open": "Open it",
    "message": "Your message",
    "write": "Send the message",
    "noted": "I have written it down",
}


@pytest.fixture(autouse=True)
def _policy_is_listened_to(context: BrowserContext) -> None:
    context.add_init_script(LISTEN)


@pytest.fixture
def spoken(city: City, settings: Settings, tmp_path: Path) -> None:
    """The city offers Spanish, as it is shipped, and Arabic, as a city would add it."""
    words = {each: f"نص {each}" for each in texts() if isinstance(each, str)} | {MEANT[name]: said for name, said in ARABIC.items()}
    load_languages(["ar-eg"], catalogue(tmp_path / "languages", "ar-eg", words | {"English": "العربية"}))
    offer(settings, "en", "es", "ar-eg")


@pytest.mark.usefixtures("spoken")
def test_a_resident_on_a_telephone_without_scripts_sends_files_in_spanish(city: City, server: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"{server}/report/case")
    page.get_by_role("link", name="Español").click()
    page.get_by_label(SPANISH["statement"]).fill("Le puso apodos.")
    page.get_by_label(SPANISH["files"]).set_input_files([PICTURE, FILM, WORDS])  # type: ignore[list-item] # a payload as a plain dict
    page.get_by_role("button", name=SPANISH["go"]).click()
    expect(page.get_by_role("alert")).to_contain_text("“film.mov” no es de un tipo que se acepte")
    expect(page.get_by_label(SPANISH["statement"])).to_have_value("Le puso apodos.")
    expect(page.get_by_text("Archivo 1: imagen JPEG")).to_be_visible()
    page.get_by_role("button", name="Quitar el archivo 2").click()
    expect(page.get_by_text("Archivo 2")).to_have_count(0)
    page.get_by_role("button", name=SPANISH["go"]).click()
    expect(page.get_by_role("heading", name="Véalo antes de enviarlo")).to_be_visible()
    expect(page.get_by_text("Archivo 1: imagen JPEG")).to_be_visible()
    page.get_by_role("button", name=SPANISH["send"], exact=True).click()
    expect(page.get_by_role("heading", name="Archivos que llegaron")).to_be_visible()
    number, key = page.locator("#number").inner_text(), page.locator("#key").inner_text()
    page.get_by_role("link", name="Qué pasó con ello").click()
    page.get_by_label(SPANISH["number"]).fill(number)
    page.get_by_label(SPANISH["key"]).fill(key)
    page.get_by_role("button", name=SPANISH["open"]).click()
    page.get_by_label(SPANISH["files"]).set_input_files([WORDS])  # type: ignore[list-item]
    page.get_by_role("button", name=SPANISH["write"]).click()
    expect(page.get_by_text("Archivo 2: texto, 21 bytes")).to_be_visible()
    case = Case.objects.get(number=number)
    assert (case.language, case.files.count()) == ("es", 2)
    context.close()


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("lang", "said"), [("es", SPANISH), ("ar-eg", ARABIC)], ids=["es", "ar"])
def test_every_page_is_accessible_and_fits_its_width_in_every_direction(
    lang: str, said: dict[str, str], width: int, city: City, server: str, page: Page
) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    page.goto(f"{server}/report/case?lang={lang}")
    assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar-eg" else "ltr")
    page.get_by_label(said["files"]).set_input_files([PICTURE, FILM])  # type: ignore[list-item]
    page.get_by_role("button", name=said["go"]).click()
    wrong = look(page, f"files-wrong-{lang}", width)
    page.get_by_label(said["statement"]).fill("Le puso apodos. " * 20)
    page.get_by_role("button", name=said["go"]).click()
    wrong += look(page, f"files-check-{lang}", width)
    page.goto(f"{server}/report/case?lang={lang}")
    wrong += look(page, f"files-form-{lang}", width)
    page.goto(f"{server}/report/case/check?lang={lang}")
    page.get_by_role("button", name=said["send"], exact=True).click()
    number, key = page.locator("#number").inner_text(), page.locator("#key").inner_text()
    wrong += look(page, f"files-sent-{lang}", width)
    page.get_by_role("button", name=said["noted"]).click()
    expect(page.locator("#key")).to_have_count(0)
    wrong += look(page, f"files-noted-{lang}", width)
    page.goto(f"{server}/report/case/check?lang={lang}")
    wrong += look(page, f"files-nothing-waits-{lang}", width)
    opened = marked(city, "public-official")
    standing(opened, state="final-disposition", outcome="discipline", measure="reprimand")
    for name, path in (
        ("register", "/cases"),
        ("case", f"/cases/{number}"),
        ("opened", f"/cases/{opened.number}"),
        ("years", "/cases/years"),
    ):
        page.goto(f"{server}{path}?lang={lang}")
        assert page.locator("html").get_attribute("lang") == lang
        wrong += look(page, f"files-{name}-{lang}", width)
    page.goto(f"{server}/report/case/status?lang={lang}")
    page.get_by_label(said["number"]).fill(number)
    page.get_by_label(said["key"]).fill(key)
    page.get_by_role("button", name=said["open"]).click()
    wrong += look(page, f"files-status-{lang}", width)
    page.get_by_label(said["files"]).set_input_files([FILM])  # type: ignore[list-item]
    page.get_by_role("button", name=said["write"]).click()
    wrong += look(page, f"files-status-wrong-{lang}", width)
    assert not wrong, json.dumps(wrong, indent=1)


def test_counsel_adds_a_file_and_saves_it_by_keyboard_alone(city: City, server: str, page: Page) -> None:
    case = city.received()
    city.actor(Role.CITY_ATTORNEY)
    sign_in(page, server, "the-city-attorney")
    page.goto(f"{server}/desk/case/{case.number}")
    page.get_by_role("link", name="Add a file").focus()
    page.keyboard.press("Enter")
    page.get_by_label("File").set_input_files([WORDS])  # type: ignore[list-item] # the system's own window opens by Enter
    for label in ("Somebody else: whoever reads the evidence sees it", "On paper"):
        page.get_by_label(label).focus()
        page.keyboard.press("Space")
    page.get_by_label("What it shows").focus()
    page.keyboard.type("The letter.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("It is kept as file 1.")
    expect(page.get_by_role("main")).to_contain_text("not scanned for viruses")
    with page.expect_download() as saved:
        page.get_by_role("link", name="File 1").click()
    assert saved.value.suggested_filename == f"case-{case.number}-1.txt"
    assert saved.value.path().read_bytes() == WORDS["buffer"]
