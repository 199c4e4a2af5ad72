"""The OpenAPI document, made from the table of resources and the shapes; and the same as a page."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from pydantic import TypeAdapter

from rostra import __version__
from rostra.api.queries.shapes import Problem
from rostra.api.views.answers import as_json
from rostra.api.views.resources import RESOURCES, Parameter, Resource

VERSION = "3.1.0"
_VARIABLE = re.compile(r"<(int|slug|path):(\w+)>")
_TYPES = {"int": "integer", "slug": "string", "path": "string"}


@cache
def document() -> dict[str, Any]:
    """The whole document. The same for every request, so it is made once."""
    schemas: dict[str, Any] = {}
    paths = {"/" + _VARIABLE.sub(r"{\2}", each.path): {"get": _operation(each, schemas)} for each in RESOURCES}
    return {
        "openapi": VERSION,
        "info": {"title": f"Social media archive of the {settings.PROFILE.city.government}", "version": __version__},
        "servers": [{"url": settings.ROSTRA_URL}],
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def _operation(resource: Resource, schemas: dict[str, Any]) -> dict[str, Any]:
    variables = [
        {"name": name, "in": "path", "required": True, "schema": {"type": _TYPES[kind]}} for kind, name in _VARIABLE.findall(resource.path)
    ]
    content = {"schema": _schema(resource.shape, schemas)} if resource.shape else {}
    problem = {"application/problem+json": {"schema": _schema(Problem, schemas)}}
    return {
        "summary": resource.summary,
        "operationId": resource.name,
        "parameters": variables + [_parameter(each) for each in resource.parameters],
        "responses": {
            "200": {"description": resource.summary, "content": {resource.media_type: content}},
            "default": {"description": "An error", "content": problem},
        },
    }


def _parameter(of: Parameter) -> dict[str, Any]:
    return {"name": of.name, "in": "query", "required": of.required, "description": of.told, "schema": {"type": "string"}}


def _schema(shape: type[object], schemas: dict[str, Any]) -> dict[str, str]:
    """The reference to a shape's schema, which is put among ``schemas`` with all that it stands on."""
    schemas |= schemas_of(shape)
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def schemas_of(shape: type[object]) -> dict[str, Any]:
    """The schema of a shape and of all that it stands on, by name."""
    made = TypeAdapter(shape).json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    parts = made.pop("$defs", {})
    return {name: _closed(part) for name, part in {**parts, shape.__name__: made}.items()}


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of an object whose fields are all there, and no others."""
    return {**schema, "additionalProperties": False}


def as_document(_request: HttpRequest) -> HttpResponse:
    """The document."""
    return as_json(document())


def as_page(request: HttpRequest) -> HttpResponse:
    """The document for people, without any script."""
    shown = {"operations": [(path, item["get"]) for path, item in document()["paths"].items()], "info": document()["info"]}
    schemas = document()["components"]["schemas"].items()
    return render(
        request, "api/docs.html", {**shown, "shapes": [(name, schema["description"], _fields(schema)) for name, schema in schemas]}
    )


def _fields(schema: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """Each field of a shape: its name, what it means, the shape it is of (or ""), and else its type."""
    fields = []
    for name, facts in schema["properties"].items():
        parts = [facts, *facts.get("anyOf", ()), facts.get("items", {})]
        shape = next((part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part), "")
        kinds = [part["type"] for part in parts if isinstance(part.get("type"), str)]
        fields.append((name, facts.get("description", ""), shape, ", ".join(dict.fromkeys(kinds))))
    return fields
