"""Django's name for this app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Texts of policies and procedures."""

    name = "rostra.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"
