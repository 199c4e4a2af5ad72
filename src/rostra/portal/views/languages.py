"""In which language a page is read: what the reader chose on it, in its address. No browser is asked, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from rostra.core.languages import speaking

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def in_chosen_language(view: Page[P]) -> Page[P]:
    """Answer in the language that ``?lang=`` names, where the city offers it; else in the city's own."""

    @wraps(view)
    def chosen(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with speaking(request.GET.get("lang", "")):
            response = view(request, *args, **kwargs)
            response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
        return response

    return chosen
