"""The pages of who runs Signpost."""

from lti_tool.views.admin import (
    account,
    actions,
    checks,
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
    "home",
    "inviting",
    "keys",
    "ledger",
    "letters",
    "registering",
    "registrations",
]
