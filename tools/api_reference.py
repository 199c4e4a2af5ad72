"""Write docs/reference/api.md from the resources and the shapes (``python -m tools.api_reference``); a test holds them together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "api.md"

INTRODUCTION = """# The public interface

Everything that the public pages show can be had as data, by anyone, from any site, without a key. It only reads. The same for machines:
`/api/openapi.json`; as a page: `/api/docs`.

- Put `.json` behind the address of a page, `.csv` or `.atom` behind that of a list. A search is also to be had as `.jsonl`.
- **Times** are UTC in RFC 3339, to the second (`2026-01-31T09:30:00Z`); days are `YYYY-MM-DD`.
- **Pages**: `next` is the address of the next one, null at the end. It goes on behind the last record, so nothing is shown twice when new
  records come in between. CSV and JSON Lines hold the whole result at once, newest first, streamed.
- **Errors** are `application/problem+json` (RFC 9457): 404 where nothing is, 422 where something in the address is wrong, with a hint.
- **Unchanged?** Answers carry an `ETag`, feeds also `Last-Modified`: send them back, and an unchanged answer is an empty 304.
- **CSV** is UTF-8 with a byte order mark. A cell that a spreadsheet could take for a formula (it begins with `=`, `+`, `-`, `@`, a tab or
  a carriage return) has an apostrophe before it; JSON has the text as it is.
- **Text, names and links are written by others.** `html` is safe; everything else is never to be put into a page as markup.
- Fields are added over time, never renamed, retyped or taken away.

`rostra export` writes the same records as JSON Lines; with `--proofs` each line is the shape Proven.
"""


def reference() -> str:
    """The page."""
    from rostra.api.queries.export import Proven  # noqa: PLC0415 -- settings are loaded first
    from rostra.api.views.openapi import document, schemas_of  # noqa: PLC0415

    told = document()
    shapes = {**told["components"]["schemas"], **schemas_of(Proven)}
    return "\n".join([INTRODUCTION, "## Addresses", "", *_addresses(told), "## Shapes", "", *_shapes(shapes)]).rstrip() + "\n"


def _addresses(told: dict[str, Any]) -> Iterator[str]:
    yield "| address | what | answers |"
    yield "|---|---|---|"
    for path, item in told["paths"].items():
        operation = item["get"]
        asked = ", ".join(f"`{each['name']}`" for each in operation["parameters"] if each["in"] == "query")
        answers = ", ".join(
            f"`{media}`{_of(content.get('schema', {}))}" for media, content in operation["responses"]["200"]["content"].items()
        )
        yield f"| `{path}` | {operation['summary']}{'; takes ' + asked if asked else ''} | {answers} |"
    yield ""


def _of(schema: dict[str, Any]) -> str:
    return f" of {_type(schema)}" if schema else ""


def _shapes(shapes: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(shapes.items()):
        yield from (f"### {name}", "", schema["description"], "", "| field | type | what |", "|---|---|---|")
        for field, facts in schema["properties"].items():
            yield f"| `{field}` | {_type(facts)} | {facts.get('description', '')} |"
        yield ""


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " or ".join(f"`{each}`" for each in schema.get("enum", [schema.get("const")]))
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    return {"date-time": "time", "date": "day"}.get(schema.get("format", ""), schema["type"])


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rostra.config.settings")
    django.setup()
    PAGE.write_text(reference(), encoding="utf-8")
