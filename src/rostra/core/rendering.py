"""How forms are drawn: with the classes of the U.S. Web Design System, an error summary that takes focus, and ids that exist.

Django gives ``aria-describedby="<id>_helptext <id>_error"`` and ``aria-invalid``; the templates in ``uswds/`` draw those very ids.
"""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, Widget, widgets
from django.forms.renderers import TemplatesSetting

_CLASSES = (
    (widgets.CheckboxInput, "plain-checkbox"),
    (widgets.Textarea, "usa-textarea"),
    (widgets.Select, "usa-select"),
    (widgets.Input, "usa-input"),
)


class UswdsField(BoundField):
    """A field whose widget carries the class that its kind has in the design system."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Django's attributes, and the class."""
        drawn = widget or self.field.widget
        built: dict[str, Any] = super().build_widget_attrs(attrs, drawn)
        name = next((name for kind, name in _CLASSES if isinstance(drawn, kind)), "")
        if name and not drawn.is_hidden:
            built["class"] = f"{name} usa-input--error" if self.errors else name
        return built


class UswdsRenderer(TemplatesSetting):
    """The project's form renderer (``FORM_RENDERER``)."""

    form_template_name = "uswds/form.html"
    field_template_name = "uswds/field.html"
    bound_field_class = UswdsField
