"""Input about texts; ``asking`` and ``training`` hold that of campaigns and modules."""

from rostra.policy.forms.texts import (
    ActForm,
    AdoptForm,
    AnswerForm,
    CirculateForm,
    CommentForm,
    DayForm,
    DocumentForm,
    EffectiveForm,
    RepealForm,
    TextForm,
    WithdrawForm,
)

__all__ = [
    "ActForm",
    "AdoptForm",
    "AnswerForm",
    "CirculateForm",
    "CommentForm",
    "DayForm",
    "DocumentForm",
    "EffectiveForm",
    "RepealForm",
    "TextForm",
    "WithdrawForm",
]
