"""Django's name for this app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The pages for the public. They only read."""

    name = "rostra.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
