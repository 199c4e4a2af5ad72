"""Texts and their versions; campaigns, acknowledgements and training."""

from rostra.policy.models.asking import Acknowledgement, Campaign, Recipient
from rostra.policy.models.texts import Adoption, Clause, Comment, Comparison, Document, Repeal, Revision, Version
from rostra.policy.models.training import Completion, Module

__all__ = [
    "Acknowledgement",
    "Adoption",
    "Campaign",
    "Clause",
    "Comment",
    "Comparison",
    "Completion",
    "Document",
    "Module",
    "Recipient",
    "Repeal",
    "Revision",
    "Version",
]
