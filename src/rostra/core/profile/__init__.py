"""The city's profile, ``city.toml``: everything that a city, a state or an attorney may decide differently.

Read once at start. A wrong value stops the start with a message that names the file, the line, the value and what is allowed.
"""

from rostra.core.profile.breach import BreachTerms
from rostra.core.profile.capture import ApiTerms, BlueskyTerms, CaptureTerms, Log, PlatformApp, ServerTerms, Witness, Witnessed
from rostra.core.profile.cases import CaseRule, CaseTerms
from rostra.core.profile.city import Appearance, City, Contact, Holidays
from rostra.core.profile.classification import Basis, ClassificationTerms, Held, Pattern
from rostra.core.profile.display import DisplayTerms
from rostra.core.profile.messages import MessageRule, MessageTerms
from rostra.core.profile.moderation import Ground, ModerationTerms
from rostra.core.profile.people import IdentityProvider, Roster, RosterColumns, RosterSource, Scim, SignIn
from rostra.core.profile.policy import AskingTerms, Evidence, Figures, Line, PolicyTerms, TrainingTerms
from rostra.core.profile.register import AccountTopic, InventoryColumns, InventorySource, Registry
from rostra.core.profile.residents import Residents
from rostra.core.profile.retention import RetentionTerms, Series
from rostra.core.profile.whole import Profile, line_of, load_profile

__all__ = [
    "AccountTopic",
    "ApiTerms",
    "Appearance",
    "AskingTerms",
    "Basis",
    "BlueskyTerms",
    "BreachTerms",
    "CaptureTerms",
    "CaseRule",
    "CaseTerms",
    "City",
    "ClassificationTerms",
    "Contact",
    "DisplayTerms",
    "Evidence",
    "Figures",
    "Ground",
    "Held",
    "Holidays",
    "IdentityProvider",
    "InventoryColumns",
    "InventorySource",
    "Line",
    "Log",
    "MessageRule",
    "MessageTerms",
    "ModerationTerms",
    "Pattern",
    "PlatformApp",
    "PolicyTerms",
    "Profile",
    "Registry",
    "Residents",
    "RetentionTerms",
    "Roster",
    "RosterColumns",
    "RosterSource",
    "Scim",
    "Series",
    "ServerTerms",
    "SignIn",
    "TrainingTerms",
    "Witness",
    "Witnessed",
    "line_of",
    "load_profile",
]
