"""The pages in a real browser: for everyone, at every width, by keyboard, without scripts, on paper, and checking records by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from tests.browsing import LISTEN, WIDTHS, faults
from tests.portal.conftest import Served
from tests.portal.test_verify import with_field

pytestmark = pytest.mark.browser

FOCUSABLE = """() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),textarea,summary,[tabindex="0"]')]
    .filter(e => e.checkVisibility()).length"""


def addresses(served: Served) -> dict[str, str]:
    """Every kind of page, and every state of it that looks different."""
    record = {
        name: reverse("portal:record", args=[served.records[name]])
        for name in ("post", "edited", "reply", "gone", "hostile", "arabic", "block")
    }
    search, directory, verify = (reverse(f"portal:{name}") for name in ("search", "directory", "verify"))
    return {
        **record,
        **{
            name: reverse(f"portal:{name}")
            for name in (
                "home",
                "search",
                "directory",
                "coverage",
                "gaps",
                "platforms",
                "verify",
                "how-it-works",
                "accessibility",
                "policy",
                "data",
                "evidence",
                "line",
                "moderation",
            )
        },
        "platform": reverse("portal:platform", args=["bluesky"]),
        "old version": reverse("portal:version", args=[served.records["edited"], 1]),
        "found": f"{search}?q=library",
        "not found": f"{search}?q=zeppelin+is:gone",
        "problem": f"{search}?q=before:yesterday",
        "official account": f"{directory}?q=mayor.exampleville.example",
        "closed account": f"{directory}?q=mayor-berg.exampleville.example",
        "look-alike": f"{directory}?q=may0r.exampleville.example",
        "false address": f"{directory}?q=https://bsky.aρp/profile/mayor.exampleville.example",
        "our name": f"{directory}?q=mayor",
        "profile": reverse("portal:profile", args=["mayor"]),
        "report": reverse("portal:report-impersonation"),
        "report sent": reverse("portal:impersonation-sent", args=[served.report]),
        "badge": reverse("portal:badge", args=["mayor"]),
        "verified": f"{verify}?q=/record/{served.records['post']}",
        "not decided": f"{verify}?q={'0' * 64}",
        "account": reverse("portal:account", args=["mayor"]),
        "unit": reverse("portal:unit", args=["mayor"]),
        "official": reverse("portal:official", args=["amina-warsame"]),
        "evidence list": reverse("portal:evidence-list", args=["accounts-without-backup"]),
        "evidence of people": reverse("portal:evidence-list", args=["posters-not-in-office"]),
        **{f"act {name}": reverse("portal:moderation-act", args=[number]) for name, number in served.acts.items()},
        "older acts": f"{reverse('portal:moderation')}?after={max(served.acts.values())}",
        "policy version": "/policy/social-media/1",
        "policy changes": "/policy/social-media/2/since/1",
        "policy on a day": "/policy/social-media?on=2019-12-31",
        "policy on no day": "/policy/social-media?on=yesterday",
        "policy before all": "/policy/social-media?on=2001-01-01",
        "missing": "/nothing/here",
    }


@pytest.fixture(autouse=True)
def _only_this_machine(context: BrowserContext) -> Iterator[None]:
    """Nothing is ever loaded from elsewhere, and every page is clean under its policy."""
    elsewhere: list[str] = []

    def judge(route: Route) -> None:
        if route.request.url.startswith(("http://127.0.0.1", "http://localhost")):
            route.continue_()
        else:
            elsewhere.append(route.request.url)
            route.abort()

    context.route("**/*", judge)
    context.add_init_script(LISTEN)
    yield
    assert not elsewhere


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_its_width_and_keeps_its_policy(width: int, served: Served, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})
    wrong = {}
    for name, address in addresses(served).items():
        page.goto(served.url + address)
        if found := faults(page, width):
            wrong[name] = found
    assert not wrong, json.dumps(wrong, indent=1)


def test_the_board_prints_with_its_closed_grounds_and_its_table(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/moderation")
    page.emulate_media(media="print")
    for text in ("A reasonable person would fear harm.", "Nobody is blocked, unless the city attorney allows it."):
        expect(page.get_by_text(text).first).to_be_visible()
    expect(page.get_by_role("table", name="Acts seen and undone by quarter")).to_be_visible()


def test_the_bars_of_the_chart_have_a_height_in_numbers_that_svg_reads(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/moderation")
    heights = page.eval_on_selector_all(".bars rect.bar-seen", "found => found.map(each => each.getBBox().height)")
    assert max(heights) == 120


def test_wider_spacing_of_the_text_hides_nothing(served: Served, page: Page) -> None:
    """WCAG 1.4.12, set by the reader's own style sheet."""
    page.set_viewport_size({"width": 320, "height": 640})
    for name in ("home", "edited", "found", "coverage"):
        page.goto(served.url + addresses(served)[name])
        page.evaluate(
            "() => { for (const e of document.querySelectorAll('*')) Object.assign(e.style, "
            "{lineHeight: '1.5', letterSpacing: '0.12em', wordSpacing: '0.16em'}) }"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_a_page_reads_from_right_to_left_without_growing(served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    for name in ("home", "edited", "search"):
        page.goto(served.url + addresses(served)[name])
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, name


@pytest.mark.parametrize("name", ["home", "edited", "found"])
def test_the_keyboard_reaches_everything_and_the_focus_is_seen(name: str, served: Served, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(served.url + addresses(served)[name])
    reached = []
    seen = """() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
        return [e.textContent.trim() || e.name || e.tagName, r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth,
                s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, e === document.body] }"""
    for _ in range(120):
        page.keyboard.press("Tab")
        page.wait_for_timeout(10)
        words, on_screen, outlined, at_end = page.evaluate(seen)
        if at_end:
            break
        reached.append(words)
        assert on_screen, words
        assert outlined, words
    assert reached[0] == "Skip to main content"
    focusable = page.evaluate(FOCUSABLE)
    assert len(reached) >= focusable


def test_the_skip_link_leads_past_the_navigation(served: Served, page: Page) -> None:
    page.goto(served.url + addresses(served)["edited"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_everything_reads_and_works_without_scripts(served: Served, browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(served.url)
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Verify")).to_be_visible()
    page.get_by_label("Search all posts").fill("library")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Mayor Amina Warsame").first.click()
    expect(page.get_by_text("The library opens on Wednesday at 10.").first).to_be_visible()
    expect(page.get_by_role("link", name="Check it on our server")).to_be_visible()
    page.get_by_role("link", name="Check it on our server").click()
    expect(page.get_by_role("heading", name="Every step holds")).to_be_visible()
    copy = tmp_path / "copy"
    copy.write_bytes(served.get(f"/record/{served.records['post']}/v/1/bytes"))
    page.goto(f"{served.url}/verify")
    expect(page.get_by_text("the file is sent to our server")).to_be_visible()
    page.get_by_label("Choose a file").set_input_files(copy)
    page.get_by_role("button", name="Check this file").click()
    expect(page.get_by_role("heading", name="Every step holds")).to_be_visible()
    page.goto(f"{served.url}/moderation")
    expect(page.get_by_role("heading", name="Every act, newest first")).to_be_visible()
    page.get_by_text("Ground of threat").first.click()
    expect(page.get_by_text("A reasonable person would fear harm.").first).to_be_visible()
    page.locator("table a[href^='/moderation/']").first.click()
    expect(page.get_by_text("It was seen, and entered here.")).to_be_visible()
    context.close()


def test_hostile_text_runs_nothing(served: Served, page: Page) -> None:
    page.goto(served.url + addresses(served)["hostile"])
    assert "owned" not in page.title()
    assert page.evaluate("document.querySelectorAll('.sheet script, .sheet i').length") == 0
    expect(page.locator("#record-text")).to_contain_text("<script>document.title='owned'</script> <b>bold</b> U+202Eevil")


@pytest.mark.parametrize("name", ["post", "edited", "gone", "hostile", "arabic", "block", "old version", "reply"])
def test_a_genuine_record_verifies_in_the_browser(name: str, served: Served, page: Page) -> None:
    page.goto(served.url + addresses(served)[name])
    page.get_by_role("button", name="Verify in this browser").click()
    expect(page.locator(".result-line")).to_have_text("Verified in your browser: this is what was captured, and it was not altered since.")
    assert page.locator("#verify-result .step-holds").count() >= 9
    assert not faults(page, 1280)


def altered(page: Page, pattern: str, change: Any) -> None:
    """Let the network, or a dishonest server, change an answer on its way."""

    def answer(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=change(response.body()))

    page.route(pattern, answer)


def _with_root(proof: bytes) -> bytes:
    head, _, note = proof.partition(b"\n\n")
    lines = note.split(b"\n")
    lines[2] = b"A" + lines[2][1:] if not lines[2].startswith(b"A") else b"B" + lines[2][1:]
    return head + b"\n\n" + b"\n".join(lines)


FORGERIES = {
    "the text on the page": (
        "**/record/*",
        lambda body: body.replace(b"Harbor Avenue is open", b"Harbor Avenue is closed"),
        "Compare the text",
    ),
    "the digest on the page": ("**/record/*", lambda body: body.replace(b'id="digest">', b'id="digest">0'), "Compare the SHA-256"),
    "the original bytes": ("**/bytes", lambda body: body + b" ", "Compute the SHA-256 of the original bytes"),
    "a field in the proof": ("**/*.tlog-proof", lambda body: with_field(body.decode(), "text", "Forged").encode(), "Compare the content"),
    "the path in the proof": ("**/*.tlog-proof", lambda body: body.replace(b"\nindex ", b"\nindex 1"), "Follow the path"),
    "the signed root": ("**/*.tlog-proof", _with_root, "Check who signed"),
    "the proof's form": ("**/*.tlog-proof", lambda body: body[10:], "Read the proof"),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_fails_in_the_browser_at_its_step(what: str, served: Served, page: Page) -> None:
    pattern, change, step = FORGERIES[what]
    altered(page, pattern, change)
    page.goto(served.url + addresses(served)["post"])
    page.get_by_role("button", name="Verify in this browser").click()
    expect(page.locator(".result-line")).to_have_text("A step failed: what you see is not what the proof says.")
    expect(page.locator("#verify-result .step-fails").first).to_contain_text(step)


def test_a_picture_that_was_exchanged_fails(served: Served, page: Page) -> None:
    altered(page, "**/media/*", lambda body: body + b"x")
    page.goto(served.url + addresses(served)["edited"])
    page.get_by_role("button", name="Verify in this browser").click()
    expect(page.locator("#verify-result .step-fails")).to_contain_text("Compute the SHA-256 of attachment 1")


def test_another_key_than_on_the_first_visit_is_noticed(served: Served, page: Page) -> None:
    page.goto(served.url + addresses(served)["post"])
    page.evaluate("localStorage.setItem('rostra-log-key', 'other.example/log+00000000+AAAA')")
    page.get_by_role("button", name="Verify in this browser").click()
    expect(page.locator("#verify-result .step-fails").first).to_contain_text("The site now shows another key")


def test_a_browser_without_the_signature_scheme_says_so_and_names_the_command(served: Served, page: Page) -> None:
    page.add_init_script(
        "const real = crypto.subtle.importKey.bind(crypto.subtle); crypto.subtle.importKey = (...a) => "
        "a[2]?.name === 'Ed25519' ? Promise.reject(new DOMException('no', 'NotSupportedError')) : real(...a)"
    )
    page.goto(served.url + addresses(served)["post"])
    page.get_by_role("button", name="Verify in this browser").click()
    expect(page.locator(".result-line")).to_have_text("Not every step could be checked.")
    expect(page.locator("#verify-result .step-open")).to_contain_text("rostra verify record.tlog-proof")


def test_a_file_is_hashed_in_the_browser_and_never_sent(served: Served, page: Page, tmp_path: Path) -> None:
    content = served.get(f"/record/{served.records['post']}/v/1/bytes")
    copy = tmp_path / "copy"
    copy.write_bytes(content)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(f"{served.url}/verify")
    expect(page.get_by_text("The file stays on your computer")).to_be_visible()
    page.get_by_label("Choose a file").set_input_files(copy)
    page.get_by_role("button", name="Check this file").click()
    expect(page.get_by_role("heading", name="Every step holds")).to_be_visible()
    assert sha256(content).hexdigest() in page.url
    assert set(sent) == {"GET"}


@pytest.mark.parametrize("forged", [False, True])
def test_a_proof_file_is_checked_in_the_browser(forged: bool, served: Served, page: Page, tmp_path: Path) -> None:
    proof = served.get(f"/record/{served.records['post']}/v/1.tlog-proof").decode()
    file = tmp_path / "record.tlog-proof"
    file.write_text(with_field(proof, "text", "Forged.") if forged else proof)
    page.goto(f"{served.url}/verify")
    page.get_by_label("Choose a file").set_input_files(file)
    page.get_by_role("button", name="Check this file").click()
    line = page.locator(".result-line")
    expect(line).to_contain_text("A step failed" if forged else "The proof holds")
    assert page.locator(".told").count() == (0 if forged else 1)


def test_paper_shows_the_record_and_opens_what_is_folded(served: Served, page: Page) -> None:
    page.goto(served.url + addresses(served)["account"])
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    assert page.locator(".chart-table table").bounding_box() is not None
    assert page.pdf()[:4] == b"%PDF"


def test_the_citation_can_be_copied(served: Served, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(served.url + addresses(served)["post"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Mayor Amina Warsame. “Harbor Avenue is open")
    assert f"/record/{served.records['post']}/v/1 SHA-256" in copied
