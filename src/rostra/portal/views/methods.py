"""What somebody reads who opens an address that only takes what a form sends, as after signing in again in the middle of it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that only reads: any other method is told so, with what is allowed. No form is sent to it, so none is looked for in vain."""
    return csrf_exempt(require_safe(view))


class SaysWhyNothingWasDone:
    """Middleware: a refused method is an empty answer; a reader gets a page instead, with the same status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only where a page was asked for, and nobody has answered with words."""
        answer = self.get_response(request)
        if answer.status_code != 405 or answer.content or not request.accepts("text/html"):
            return answer
        page = render(request, "405.html", status=405)
        page["Allow"] = answer["Allow"]
        return page
