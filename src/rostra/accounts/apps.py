"""Django's name for this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Official accounts and their custodians."""

    name = "rostra.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
