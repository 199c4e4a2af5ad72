"""A real browser for tests of pages, and what is wrong with a page that is open in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tools.browser import INSTALL, find_browser

AXE = Path(__file__).parent / "vendor/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {1280: 900, 320: 640}
PATIENCE = 20_000  # milliseconds: machines are shared, and only what fails waits so long
LISTEN = (
    "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI))"
)
DANGLING = """() => [...document.querySelectorAll('[aria-describedby],[aria-labelledby],[for]')].flatMap(e =>
    ['aria-describedby', 'aria-labelledby', 'for'].flatMap(a => (e.getAttribute(a) ?? '').split(/\\s+/).filter(Boolean)))
    .filter(id => !document.getElementById(id))"""

expect.set_options(timeout=PATIENCE)


def launch_arguments() -> dict[str, object]:
    """The system's own Chromium, cut off from every host but this machine."""
    path = find_browser()
    if path is None:
        pytest.fail(f"no Chromium was found; run: apt-get update && {' '.join(INSTALL)}")
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    return {"executable_path": path, "args": ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", rules]}


def axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own best practices."""
    page.evaluate(AXE.read_text())  # evaluated, not added as a tag: passes a strict policy
    found: dict[str, Any] = page.evaluate(
        "o => axe.run(document, o)", {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    )
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


def faults(page: Page, width: int) -> list[str]:
    """What is wrong with the page that is open: axe, sideways scroll, references to nothing, breaches of the content policy."""
    page.wait_for_load_state()  # a click ends when the next page has come in sight, which may still be empty
    sideways = page.evaluate("document.documentElement.scrollWidth")
    return [
        *axe(page),
        *([f"scrolls sideways: {sideways}"] if sideways > width else []),
        *(f"names what is not there: {each}" for each in page.evaluate(DANGLING)),
        *(f"breaks the policy: {each}" for each in page.evaluate("violations")),
    ]
