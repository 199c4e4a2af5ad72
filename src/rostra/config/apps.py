"""Django's name for the roof: it holds the commands."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from rostra.core.languages import load_languages
from rostra.core.measures import require_known


class ConfigConfig(AppConfig):
    """Settings, addresses, commands."""

    name = "rostra.config"
    label = "config"

    def ready(self) -> None:
        """Load the languages, and every app's ``rules``: each process knows the same findings and measures, whatever else it imports."""
        load_languages(settings.PROFILE.city.languages, settings.LANGUAGES_FOLDER)
        autodiscover_modules("rules")
        require_known(settings.PROFILE.evidence)
