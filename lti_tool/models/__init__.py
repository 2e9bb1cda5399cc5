"""The SQL state: what exists here and nowhere else."""

from lti_tool.models.base import Base, utc_now
from lti_tool.models.learning import Activity, Attempt, Progress, ResourceLink
from lti_tool.models.messages import AppliedEvent, Change, OutboxEvent, Passback
from lti_tool.models.people import Course, Launch, User
from lti_tool.models.platform import AccessToken, Deployment, KeyPair, Login, Registration

__all__ = [
    "AccessToken",
    "Activity",
    "AppliedEvent",
    "Attempt",
    "Base",
    "Change",
    "Course",
    "Deployment",
    "KeyPair",
    "Launch",
    "Login",
    "OutboxEvent",
    "Passback",
    "Progress",
    "Registration",
    "ResourceLink",
    "User",
    "utc_now",
]
