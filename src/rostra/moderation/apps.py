"""Django's name for this app."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Observed and ordered blocks, hides and removals, their exceptions and what became of them."""

    name = "rostra.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
