"""Reads of texts; ``audiences``, ``asking`` and ``training`` hold those of campaigns and modules."""

from rostra.policy.queries.asking import acknowledged, acknowledgements_by_unit, fit_to_publish, public_figures
from rostra.policy.queries.texts import (
    History,
    Row,
    clause_in_force,
    comments_on,
    comparison,
    document_by_slug,
    documents,
    effective_versions,
    history_of,
    keys_ever_used,
    public_histories,
    rows,
    unresolved,
    version_in_force,
    version_numbered,
    versions_of,
)
from rostra.policy.queries.training import training_lapsed

__all__ = [
    "History",
    "Row",
    "acknowledged",
    "acknowledgements_by_unit",
    "clause_in_force",
    "comments_on",
    "comparison",
    "document_by_slug",
    "documents",
    "effective_versions",
    "fit_to_publish",
    "history_of",
    "keys_ever_used",
    "public_figures",
    "public_histories",
    "rows",
    "training_lapsed",
    "unresolved",
    "version_in_force",
    "version_numbered",
    "versions_of",
]
