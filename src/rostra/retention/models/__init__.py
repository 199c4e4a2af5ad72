"""Holds with what they cover, the triggers of retention, and the guards of the database."""

from rostra.retention.models import guards
from rostra.retention.models.holds import HeldThing, Hold, HoldStep, RetentionTrigger, SetAside

__all__ = ["HeldThing", "Hold", "HoldStep", "RetentionTrigger", "SetAside", "guards"]
