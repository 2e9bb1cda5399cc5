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
from lti_tool.models.base import Base, table_of, utc_now
from lti_tool.models.challenges import Challenge
from lti_tool.models.copies import (
    CopiedActivity,
    CopiedLink,
    CourseCopy,
    Notice,
    NoticeSubscription,
)
from lti_tool.models.erasures import ErasedLearner, ErasedTenant
from lti_tool.models.experiments import ExperimentArm, PolicyExperiment
from lti_tool.models.items import OwnItem, OwnItemRevision
from lti_tool.models.launch_log import LaunchRecord
from lti_tool.models.learning import Activity, Attempt, Progress, ResourceLink
from lti_tool.models.marking import (
    Contest,
    DecidedAnswer,
    Decision,
    DeskPlace,
    ItemLearning,
    LearningRequest,
    Regrade,
    SecondMark,
)
from lti_tool.models.messages import AppliedEvent, Change, OutboxEvent, Passback
from lti_tool.models.paths import PathOrder, SkillReset
from lti_tool.models.people import Course, Launch, User
from lti_tool.models.pictures import ItemPicture
from lti_tool.models.placements import Placement
from lti_tool.models.platform import AccessToken, Deployment, KeyPair, Login, Registration
from lti_tool.models.roster import CourseRoster, GradebookColumn, Membership
from lti_tool.models.skills import (
    CourseSkills,
    CourseSkillsRevision,
    RejectedEdge,
    SkillFindings,
)

__all__ = [
    "AccessToken",
    "Activity",
    "AdminAccount",
    "AdminAction",
    "AdminSession",
    "AppliedEvent",
    "Attempt",
    "Base",
    "Challenge",
    "Change",
    "Contest",
    "CopiedActivity",
    "CopiedLink",
    "Course",
    "CourseCopy",
    "CourseRoster",
    "CourseSkills",
    "CourseSkillsRevision",
    "DecidedAnswer",
    "Decision",
    "Deployment",
    "DeskPlace",
    "ErasedLearner",
    "ErasedTenant",
    "ExperimentArm",
    "GradebookColumn",
    "Invitation",
    "ItemLearning",
    "ItemPicture",
    "KeyPair",
    "Launch",
    "LaunchRecord",
    "LearningRequest",
    "Login",
    "Membership",
    "Notice",
    "NoticeSubscription",
    "OutboxEvent",
    "OwnItem",
    "OwnItemRevision",
    "Passback",
    "PathOrder",
    "Placement",
    "PolicyExperiment",
    "Preflight",
    "Progress",
    "Registration",
    "RegistrationChange",
    "Regrade",
    "RejectedEdge",
    "ResourceLink",
    "RoleOverride",
    "SecondMark",
    "SignInFailures",
    "SkillFindings",
    "SkillReset",
    "SsoLogin",
    "User",
    "table_of",
    "utc_now",
]
