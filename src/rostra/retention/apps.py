"""Django's name for this app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Holds, and the days from which terms are counted. It knows matters by a name, not what they are."""

    name = "rostra.retention"
    label = "retention"
    default_auto_field = "django.db.models.BigAutoField"
