"""The pages of who runs Signpost."""

from lti_tool.views.admin import (
    account,
    actions,
    checks,
    forgetting,
    home,
    inviting,
    keys,
    ledger,
    letters,
    registering,
    registrations,
)
from lti_tool.views.admin.guard import admin, door

__all__ = [
    "account",
    "actions",
    "admin",
    "checks",
    "door",
    "forgetting",
    "home",
    "inviting",
    "keys",
    "ledger",
    "letters",
    "registering",
    "registrations",
]
