"""Django's name for this app."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """What to capture when, what came of it, and what was missed."""

    name = "rostra.capture"
    label = "capture"
    default_auto_field = "django.db.models.BigAutoField"
