"""A hold is a guard in the database itself: whoever asks, nothing on which one stands goes or is emptied, and no hold is undone.

While ``retention_setaside`` has its row, held rows of the archive may go: within the transaction that brings them back.
What a rewritten segment changes (where a version lies) and what a sighting changes is no content, and not guarded.
What an export tells of the same post is held by the rules alone (``held_records``): old migrations put these guards up, and they may
name no column that comes later.
"""

from __future__ import annotations

from collections.abc import Iterator

from rostra.core.guards import Guard, differs, guard_source, update_of

STANDS = (
    "NOT EXISTS (SELECT 1 FROM retention_setaside) AND "
    "EXISTS (SELECT 1 FROM retention_heldthing t JOIN retention_hold h ON h.id = t.hold_id AND h.state <> 'released' "
    "JOIN archive_record r ON (r.id = t.record_id OR r.account_id = t.account_id) {of})"
)
OF = {  # table: which held records a row belongs to
    "archive_record": "WHERE r.id = OLD.id",
    "archive_version": "WHERE r.id = OLD.record_id",
    "archive_absence": "WHERE r.id = OLD.record_id",
    "archive_attachment": "JOIN archive_version v ON v.record_id = r.id WHERE v.id = OLD.version_id",
    "archive_medium": (
        "JOIN archive_version v ON v.record_id = r.id JOIN archive_attachment a ON a.version_id = v.id WHERE a.medium_id = OLD.id"
    ),
    "archive_segment": (
        "LEFT JOIN archive_version v ON v.record_id = r.id LEFT JOIN archive_absence g ON g.record_id = r.id "
        "WHERE v.segment_id = OLD.id OR g.segment_id = OLD.id"
    ),
    "archive_entry": (
        "LEFT JOIN archive_version v ON v.record_id = r.id LEFT JOIN archive_absence g ON g.record_id = r.id "
        "WHERE v.entry_id = OLD.id OR g.entry_id = OLD.id"
    ),
}
CONTENT = {  # table: columns that a held row keeps
    "archive_record": "id uri account_id kind official author_id author_handle author_name published thread reply_to first_seen",
    "archive_version": "id record_id number seen text html languages context evidence method revision digest sameness secret entry_id",
    "archive_absence": "id record_id certainty seen last_present reason method revision secret entry_id",
    "archive_attachment": "id version_id ordinal medium_id media_type alt ref",
    "archive_medium": "id name digest media_type size",
    "archive_entry": "id type subject counter at body",
}
HELD_GOES, HELD_CHANGES = "a hold stands on this: it is not deleted", "a hold stands on this: it is not changed"
KEPT = {  # table of holds: columns that are never written anew
    "retention_hold": "id matter keeper reason placed by_ref by_name",
    "retention_heldthing": "id hold_id record_id account_id at by_ref by_name",
    "retention_holdstep": "id hold_id move reason at by_ref by_name",
    "retention_retentiontrigger": "id matter kind day series written",
}


@guard_source
def guards() -> Iterator[Guard]:
    """Every guard: of what is held, and of the holds themselves."""
    for table, of in OF.items():
        yield Guard(f"{table}_held_stays", table, "DELETE", STANDS.format(of=of), HELD_GOES)
        if columns := CONTENT.get(table):
            when = f"({differs(columns)}) AND {STANDS.format(of=of)}"
            yield Guard(f"{table}_held_unchanged", table, update_of(columns), when, HELD_CHANGES)
    account = (
        "EXISTS (SELECT 1 FROM retention_heldthing t JOIN retention_hold h ON h.id = t.hold_id "
        "WHERE h.state <> 'released' AND t.account_id = OLD.id)"
    )
    yield Guard("accounts_account_held_stays", "accounts_account", "DELETE", account, HELD_GOES)
    for table, columns in KEPT.items():
        yield Guard(f"{table}_fixed", table, update_of(columns), differs(columns), "a hold and a trigger are never rewritten")
    for table in ("retention_hold", "retention_holdstep", "retention_retentiontrigger"):
        yield Guard(f"{table}_stays", table, "DELETE", "1 = 1", "a hold and a trigger are never deleted")
    over = "NOT EXISTS (SELECT 1 FROM retention_hold h WHERE h.id = OLD.hold_id AND h.state = 'released' AND h.keeper <> '')"
    yield Guard("retention_heldthing_stays", "retention_heldthing", "DELETE", over, "what a hold covers stays covered")
    yield Guard("retention_hold_ended", "retention_hold", "UPDATE OF state", "OLD.state = 'released'", "a released hold stays released")
    withdrawn = "OLD.withdrawn IS NOT NULL AND NEW.withdrawn IS DISTINCT FROM OLD.withdrawn"
    yield Guard(
        "retention_trigger_withdrawn", "retention_retentiontrigger", "UPDATE OF withdrawn", withdrawn, "a trigger is withdrawn once"
    )
