"""Django's name for this app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Public read-only JSON, CSV, feeds, and the files of the log."""

    name = "rostra.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
