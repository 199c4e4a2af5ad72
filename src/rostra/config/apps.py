"""Django's name for the roof: it holds the commands."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    """Settings, addresses, commands."""

    name = "rostra.config"
    label = "config"

    def ready(self) -> None:
        """Load every app's ``rules``: each process knows the same sources of findings, whatever else it imports."""
        autodiscover_modules("rules")
