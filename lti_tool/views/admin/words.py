"""The sentences behind the codes of the admin pages."""

from lti_tool.services.admin.accounts import LONGEST, SHORTEST
from lti_tool.views.refusals import words_of
from lti_tool.views.tongue import gettext

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
COMMON_ROLES = (
    f"{_MEMBERSHIP}#ContentDeveloper",
    f"{_MEMBERSHIP}#Mentor",
    f"{_MEMBERSHIP}#Officer",
    f"{_MEMBERSHIP}/Instructor#TeachingAssistant",
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
    "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Staff",
)


def refusal(code: str) -> str:
    """Return what was wrong, for a code of `SignInFailed` or `AdminRefused`."""
    words = {
        "wrong_password": gettext(
            "That e-mail and password do not open an account, or there were too many tries: "
            "then wait a few minutes."
        ),
        "link_used": gettext("This link is used or too old. Ask for a new one."),
        "password_length": gettext(
            "A password has %(least)s to %(most)s characters.", least=SHORTEST, most=LONGEST
        ),
        "sso_refused": gettext("Your institution's sign-on said no."),
        "sso_unreachable": gettext("Your institution's sign-on does not answer."),
        "sso_expired": gettext("That sign-on is used or too old. Begin again."),
        "sso_not_allowed": gettext(
            "You are signed on, but your account is not one that may run Signpost."
        ),
        "typed_otherwise": gettext(
            "What you typed is not the deployment's id. Nothing was erased."
        ),
        "nobody": gettext("Nobody with this id is known here. Nothing was erased."),
        "bad_days": gettext("That is no number of days that can be kept."),
        "bad_role": gettext("A role can mean learner, teacher or viewer, nothing else."),
        "bad_role_name": gettext("A role name has 1 to 255 printable characters."),
        "values_missing": gettext("A value is missing or too long."),
        "bad_address": gettext(
            "An address is not https, or is private. Private hosts are allowed by the setting "
            "SIGNPOST_PLATFORM_HOSTS_ALLOWED."
        ),
        "no_event": gettext("What you wrote is no event that Signpost can read."),
        "other_event": gettext(
            "What you wrote is another event: its id, kind, tenant, course, learner and moment "
            "must stay."
        ),
        "known_client": gettext("This client of this issuer is registered already."),
    }
    return words.get(code, gettext("That did not work"))


def action_words(kind: str) -> str:
    """Return what an administrator did."""
    words = {
        "tenant_erased": gettext("Erased a deployment"),
        "person_erased": gettext("Erased a person"),
        "retention_set": gettext("Set when people who stay away are erased"),
        "registered": gettext("Registered a platform by hand"),
        "switched_on": gettext("Switched a platform on"),
        "switched_off": gettext("Switched a platform off"),
        "role_set": gettext("Set what a role means"),
        "role_removed": gettext("Removed a role's meaning"),
        "deployment_approved": gettext("Approved a deployment"),
        "deployment_paused": gettext("Paused a deployment"),
        "invited": gettext("Made an invitation"),
        "key_rotated": gettext("Rotated the signing key"),
        "key_withdrawn": gettext("Withdrew a signing key"),
        "letters_replayed": gettext("Sent dead letters again"),
        "letter_fixed": gettext("Mended a dead letter"),
    }
    return words.get(kind, kind)


def role_words(role: str) -> str:
    """Return the name of a role of ours."""
    words = {
        "learner": gettext("Learner"),
        "teacher": gettext("Teacher"),
        "viewer": gettext("Viewer"),
        "admin": gettext("Administrator"),
    }
    return words.get(role, role)


def cookie_mode_words(mode: str) -> str:
    """Return how a browser proved that a sign-in is its own."""
    words = {
        "cookie": gettext("cookie in the frame"),
        "storage": gettext("the LMS's storage"),
        "storage_access": gettext("cookie by permission"),
        "window": gettext("new window"),
    }
    return words.get(mode, mode)


def launch_problem(verdict: str) -> str:
    """Return what was wrong with a refused launch."""
    return str(words_of(verdict)[0])


def verdict_words(verdict: str) -> str:
    """Return what became of a launch."""
    words = {"accepted": gettext("Accepted"), "started": gettext("Begun")}
    return words.get(verdict, verdict)


def score_state_words(state: str) -> str:
    """Return a state of the gradebook queue."""
    words = {
        "pending": gettext("on their way"),
        "sent": gettext("delivered"),
        "conflict": gettext("wait for the teacher's word"),
        "kept": gettext("left to the LMS's grade"),
        "not_gradable": gettext("not gradable"),
        "refused": gettext("refused by the LMS"),
    }
    return words.get(state, state)


def change_words(field: str) -> str:
    """Return the name of a value of a registration."""
    words = {
        "name": gettext("Name"),
        "product": gettext("Product"),
        "auth_login_url": gettext("Authentication request URL"),
        "auth_token_url": gettext("Access token URL"),
        "auth_audience": gettext("Token audience"),
        "key_set_url": gettext("Public keyset URL"),
        "deployment_id": gettext("Approved deployment"),
    }
    return words.get(field, field)
