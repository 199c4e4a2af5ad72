"""Django's name for this app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The shell for staff: sign-in, my work, accounts, capture health."""

    name = "rostra.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
