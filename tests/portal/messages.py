"""Every text of the pages on cases, to bring one to light and to read of them: as gettext finds them in templates and sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from rostra.cases.states.classes import delivered_rules
from rostra.cases.states.words import REMEDIES
from rostra.config import settings as product
from rostra.core.profile.cases import DELIVERED_MEASURES

SOURCE = Path(product.__file__).parents[1]
TEMPLATES = (
    "core/templates/uswds/field.html", "core/templates/uswds/form.html", "portal/templates/portal/base.html",
    "portal/templates/portal/foot.html", "portal/templates/portal/asking.html", "portal/templates/portal/languages.html",
    "portal/templates/portal/blocked/elsewhere.html", "portal/templates/portal/cases.html", "portal/templates/portal/case.html",
    "portal/templates/portal/case-years.html", "portal/templates/404.html",
)  # fmt: skip
MODULES = (
    "archive/actions/sealed.py",
    "archive/forms/__init__.py", "archive/actions/scanning.py", "cases/actions/cases.py", "cases/actions/intake.py",
    "cases/actions/letters.py", "cases/forms/names.py", "cases/rules/deciding.py", "cases/rules/files.py", "cases/rules/moving.py",
    "cases/rules/notices.py",
    "cases/rules/returning.py",
    "cases/rules/telling.py", "core/dates.py", "moderation/actions/drafts.py", "moderation/rules/files.py", "portal/forms/cases.py",
    "portal/forms/parts.py", "portal/templatetags/languages.py", "portal/templatetags/portal.py", "portal/views/case_intake.py",
    "portal/views/case_return.py", "portal/views/guesses.py", "portal/views/handing.py",
)  # fmt: skip
TABLES = (  # of these modules what stands in these names
    ("cases/templatetags/cases.py", {"STATUS", "OUTCOMES", "TRACKS"}),
    ("archive/templatetags/classified.py", {"CLASSES"}),
    ("portal/templatetags/words.py", {"FILE_KINDS"}),
    ("portal/forms/__init__.py", {"ReturnForm", "WordForm"}),
)
REFUSALS = ("archive/states/bare.py", "archive/states/documents.py", "archive/actions/documents.py")  # whose reasons are shown
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
Text = str | tuple[str, ...]


def texts() -> set[Text]:
    """All of them; one in two numbers as a pair."""
    found: set[Text] = {rule.basis for rule in delivered_rules() if not rule.basis.startswith("Minn. Stat.")}
    found |= {*REMEDIES.values(), *(each.name for each in DELIVERED_MEASURES)}
    pages = [SOURCE / name for name in TEMPLATES] + sorted((SOURCE / "portal/templates/portal/case").glob("*.html"))
    for page in pages:
        found |= set(_in(templatize(page.read_text(encoding="utf-8"), origin=str(page))))
    for name in MODULES:
        found |= set(_in((SOURCE / name).read_text(encoding="utf-8")))
    for name in REFUSALS:
        found |= set(re.findall(r'ValueError\("([^"]+)"\)', (SOURCE / name).read_text(encoding="utf-8")))
    for name, wanted in TABLES:
        found |= set(_in(_only((SOURCE / name).read_text(encoding="utf-8"), wanted)))
    return found


def _in(source: str) -> Iterator[Text]:
    for _, told, _, _ in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        yield told if isinstance(told, str) else tuple(filter(None, told))


def _only(source: str, names: set[str]) -> str:
    """The statements that bind one of these names."""
    kept = [
        ast.get_source_segment(source, node) or ""
        for node in ast.parse(source).body
        if (isinstance(node, ast.Assign) and {each.id for each in node.targets if isinstance(each, ast.Name)} & names)
        or (isinstance(node, ast.ClassDef) and node.name in names)
    ]
    return "\n".join(kept)
