"""Schedules, streams, consents, calls, runs, coverage, gaps, counts, imports, lists: of official accounts, there is no other kind."""

from rostra.capture.models.calls import ReceivedCall, Telling
from rostra.capture.models.consents import Connection, ConsentApp
from rostra.capture.models.files import AttestedFile, Import, ImportShare, ListExport, SettingsAttestation
from rostra.capture.models.ledger import Coverage, Gap, Inactivity, Reconciliation, RejectedPart, Run
from rostra.capture.models.schedules import Claimable, Presence, Schedule, StreamSource, Subscription

__all__ = [
    "AttestedFile",
    "Claimable",
    "Connection",
    "ConsentApp",
    "Coverage",
    "Gap",
    "Import",
    "ImportShare",
    "Inactivity",
    "ListExport",
    "Presence",
    "ReceivedCall",
    "Reconciliation",
    "RejectedPart",
    "Run",
    "Schedule",
    "SettingsAttestation",
    "StreamSource",
    "Subscription",
    "Telling",
]
