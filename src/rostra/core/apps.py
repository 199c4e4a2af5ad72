"""Django's name for this app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The ground floor of the apps."""

    name = "rostra.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
