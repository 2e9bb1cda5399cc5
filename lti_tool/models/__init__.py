"""The SQL state: what exists here and nowhere else."""

from lti_tool.models.admin import (
    AdminAccount,
    AdminAction,
    AdminSession,
    Invitation,
    Preflight,
    RegistrationChange,
    RoleOverride,
    SignInFailures,
    SsoLogin,
)
from lti_tool.models.base import Base, utc_now
from lti_tool.models.copies import (
    CopiedActivity,
    CopiedLink,
    CourseCopy,
    Notice,
    NoticeSubscription,
)
from lti_tool.models.launch_log import LaunchRecord
from lti_tool.models.learning import Activity, Attempt, Progress, ResourceLink
from lti_tool.models.messages import AppliedEvent, Change, OutboxEvent, Passback
from lti_tool.models.people import Course, Launch, User
from lti_tool.models.platform import AccessToken, Deployment, KeyPair, Login, Registration
from lti_tool.models.roster import CourseRoster, GradebookColumn, Membership

__all__ = [
    "AccessToken",
    "Activity",
    "AdminAccount",
    "AdminAction",
    "AdminSession",
    "AppliedEvent",
    "Attempt",
    "Base",
    "Change",
    "CopiedActivity",
    "CopiedLink",
    "Course",
    "CourseCopy",
    "CourseRoster",
    "Deployment",
    "GradebookColumn",
    "Invitation",
    "KeyPair",
    "Launch",
    "LaunchRecord",
    "Login",
    "Membership",
    "Notice",
    "NoticeSubscription",
    "OutboxEvent",
    "Passback",
    "Preflight",
    "Progress",
    "Registration",
    "RegistrationChange",
    "ResourceLink",
    "RoleOverride",
    "SignInFailures",
    "SsoLogin",
    "User",
    "utc_now",
]
