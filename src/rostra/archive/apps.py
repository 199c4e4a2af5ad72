"""Django's name for this app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Records, versions, segments, the log."""

    name = "rostra.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"
