"""The addresses of this front: the table of resources, its description, and the witness."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from rostra.api.views import openapi, witness
from rostra.api.views.answers import public
from rostra.api.views.lists import moved_standings
from rostra.api.views.resources import RESOURCES

app_name = "api"
urlpatterns: list[URLPattern] = [
    *(path(resource.path, public(resource.view), name=resource.name) for resource in RESOURCES),
    path("coverage/accounts.csv", public(moved_standings), name="coverage-accounts-csv"),
    path("api/openapi.json", public(openapi.as_document), name="openapi"),
    path("api/docs", csrf_exempt(require_safe(openapi.as_page)), name="docs"),
    path("witness/key", public(witness.key), name="witness-key"),
    path("witness/add-checkpoint", witness.add_checkpoint, name="witness-add-checkpoint"),
    re_path(r"\Awitness/(?P<origin_hash>[0-9a-f]{64})/checkpoint\Z", public(witness.checkpoint), name="witness-checkpoint"),
]
