"""What stands behind the question mark of an address, as every page, list and answer may read it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# As an address writes them: all but tab, line feed and carriage return, which stand in proofs that are pasted.
_CONTROLS = re.compile(r"%0[0-8BCEF]|%1[0-9A-F]|%7F|%C2%[89][0-9A-F]", re.IGNORECASE)


class WithoutControls:
    """Middleware: characters that nobody sees or types are blanks in whatever is asked for.

    They come with text that is pasted, or to do harm: PostgreSQL takes no NUL, and a page that shows what was asked for would hold them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before anybody has read it."""
        request.META["QUERY_STRING"] = _CONTROLS.sub("+", request.META.get("QUERY_STRING", ""))
        return self.get_response(request)
