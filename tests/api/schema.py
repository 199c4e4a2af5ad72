"""A small, strict check of a value against a schema of the OpenAPI document: only what that document uses, anything else is an error."""

from __future__ import annotations

import datetime as dt
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None),
}  # fmt: skip
_KNOWN = {
    "title",
    "description",
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "enum",
    "const",
    "format",
    "$ref",
}


def problems(value: Any, schema: dict[str, Any], schemas: dict[str, Any], at: str = "$") -> list[str]:
    if "$ref" in schema:
        return problems(value, schemas[schema["$ref"].rpartition("/")[2]], schemas, at)
    if unknown := set(schema) - _KNOWN:
        return [f"{at}: the check does not know {unknown}"]
    if "anyOf" in schema:
        return [] if any(not problems(value, each, schemas, at) for each in schema["anyOf"]) else [f"{at}: none of the alternatives"]
    if "const" in schema or "enum" in schema:
        return [] if value in schema.get("enum", [schema.get("const")]) else [f"{at}: {value!r} is not allowed"]
    expected = _TYPES[schema["type"]]
    if not isinstance(value, expected) or (schema["type"] == "integer" and isinstance(value, bool)):
        return [f"{at}: {value!r} is no {schema['type']}"]
    return [*_format(value, schema, at), *_inside(value, schema, schemas, at)]


def _format(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    match schema.get("format"):
        case "date-time":
            return [] if value.endswith("Z") and dt.datetime.fromisoformat(value).tzinfo else [f"{at}: {value!r}"]
        case "date":
            return [] if dt.date.fromisoformat(value) else [f"{at}: {value!r}"]
        case None:
            return []
    return [f"{at}: the check does not know the format {schema['format']}"]


def _inside(value: Any, schema: dict[str, Any], schemas: dict[str, Any], at: str) -> list[str]:
    if schema["type"] == "array":
        return [found for place, each in enumerate(value) for found in problems(each, schema["items"], schemas, f"{at}[{place}]")]
    if schema["type"] != "object":
        return []
    fields = schema["properties"]
    found = [f"{at}: {name} is missing" for name in fields if name not in value]
    found += [f"{at}: {name} is not in the document" for name in value if name not in fields]
    return found + [each for name, part in fields.items() if name in value for each in problems(value[name], part, schemas, f"{at}.{name}")]
