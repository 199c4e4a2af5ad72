"""The rows that a draft gives: what is inserted, and what the checks expect to find again.

A row's values stand in the order of its columns and depend on the draft alone. ``moment`` turns an exact stamp into what the caller
wants to store or to compare.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import orjson

from rostra.archive.queries.drafts import Draft
from rostra.archive.queries.render import to_html

Moment = Callable[[str], Any]
Row = tuple[Any, ...]

ENTRY: Final = ("type", "subject", "counter", "at", "body")
RECORD: Final = (
    "id", "uri", "kind", "official", "author_id", "author_handle", "author_name", "published", "thread", "reply_to", "first_seen",
)  # fmt: skip
VERSION: Final = (
    "record_id", "number", "seen", "text", "html", "languages", "context", "evidence", "method", "revision", "digest", "sameness", "secret",
)  # fmt: skip
ABSENCE: Final = ("record_id", "certainty", "seen", "last_present", "reason", "method", "revision", "secret")
STATEMENT: Final = ("event", "values", "secret")
ATTACHMENT: Final = ("ordinal", "media_type", "alt", "ref", "missing", "again")


def entry_row(draft: Draft, moment: Moment) -> Row:
    """The values of ENTRY."""
    return draft.type.value, draft.subject, draft.counter, moment(draft.at), draft.entry


def record_row(draft: Draft, moment: Moment) -> Row:
    """The values of RECORD, from the draft of its first version."""
    _, _, uri, kind, (author, handle, name), _, _, _, (reply_to, thread, _, _), *_, source = draft.values
    return (
        draft.record, uri, kind, draft.facts["official"], author[:255], handle[:255], name,
        moment(draft.facts["moment"]), thread, reply_to, moment(source[2]),
    )  # fmt: skip


def version_row(draft: Draft, moment: Moment) -> Row:
    """The values of VERSION."""
    facts = draft.facts
    _, _, _, _, _, _, text, languages, (_, _, quotes, subject), links, _, (digest, _), (evidence, _), source = draft.values
    context = {name: value for name, value in (("quotes", quotes), ("subject", subject), ("url", facts["url"])) if value}
    return (
        draft.record, draft.number, moment(source[2]), text, to_html(text, [(start, end, href) for start, end, href in links]),
        " ".join(languages)[:100], json_text(context), evidence, source[0], facts["revision"][:80],
        bytes.fromhex(digest), bytes.fromhex(facts["sameness"]), draft.secret,
    )  # fmt: skip


def absence_row(draft: Draft, moment: Moment) -> Row:
    """The values of ABSENCE."""
    _, _, certainty, reason, _, (method, _, seen) = draft.values
    facts = draft.facts
    return draft.record, certainty, moment(seen), moment(facts["last_present"]), reason, method, facts["revision"][:80], draft.secret


def statement_row(draft: Draft) -> Row:
    """The values of STATEMENT."""
    return draft.facts["event"], json_text(draft.values), draft.secret


def attachment_rows(draft: Draft) -> list[Row]:
    """The values of ATTACHMENT, one row a medium. What was written by a release before ``again`` is not asked for again."""
    shown = zip(draft.values[10], draft.facts["media"], strict=True)
    return [
        (place, media_type[:100], alt, ref, missing, any(again))
        for place, ((_, media_type, alt, ref), (_, missing, *again)) in enumerate(shown)
    ]


def json_text(value: Any) -> str:
    """JSON with sorted keys, as it is stored and compared."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
