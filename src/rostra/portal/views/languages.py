"""In which language a page is read: what the reader chose on it, in its address. No browser is asked, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.defaults import page_not_found

from rostra.core.languages import speaking

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def in_chosen_language(view: Page[P]) -> Page[P]:
    """Answer in the language that ``?lang=`` names, where the city offers it; else in the city's own. That nothing is there, too."""

    @wraps(view)
    def chosen(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with speaking(request.GET.get("lang", "")):
            try:
                response = view(request, *args, **kwargs)
            except Http404 as error:
                response = page_not_found(request, error)
            response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
        return response

    return chosen
