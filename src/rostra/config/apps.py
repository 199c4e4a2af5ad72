"""Django's name for the roof: it holds the commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses, commands."""

    name = "rostra.config"
    label = "config"
