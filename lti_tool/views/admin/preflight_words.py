"""What a finding of the pre-flight check means, and which LMS menu mends it."""

from dataclasses import dataclass

from lti_tool.services.admin.preflight import Finding, Verdict
from lti_tool.views.admin.words import cookie_mode_words
from lti_tool.views.tongue import gettext, ngettext


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words.

    Attributes:
        mend: what to change and where; empty when nothing is wrong.
        why: the LMS's own words, if it gave any.
    """

    title: str
    verdict: Verdict
    text: str
    mend: str
    why: str


def said_of(finding: Finding, product: str) -> Said:
    """Return a finding in words fit for the product."""
    text = _text(finding)
    mend = "" if finding.verdict == "ok" else _mend(finding, product.lower())
    why = str(finding.facts.get("why", ""))
    return Said(_title(finding.step), finding.verdict, text, mend, why)


def _title(step: str) -> str:
    titles = {
        "oidc": gettext("Sign-in address"),
        "keys": gettext("Keys of the LMS"),
        "clock": gettext("Clocks"),
        "token": gettext("Access token"),
        "columns": gettext("Gradebook columns"),
        "members": gettext("Members of a course"),
        "deep_link": gettext("Choosing activities"),
        "frame": gettext("Frame and cookies"),
    }
    return titles.get(step, step)


def _text(finding: Finding) -> str:
    facts = finding.facts
    url, count = str(facts.get("url", "")), facts.get("count", 0)
    words = {
        "oidc_ok": gettext("The LMS answers at %(url)s.", url=url),
        "oidc_missing": gettext("There is no page at %(url)s.", url=url),
        "oidc_silent": gettext("The LMS does not answer at %(url)s.", url=url),
        "oidc_forbidden": gettext("Signpost may not call %(url)s.", url=url),
        "keys_ok": ngettext("%(num)s key is published.", "%(num)s keys are published.", count),
        "keys_none": gettext("No key is published at %(url)s.", url=url),
        "keys_unreachable": gettext("The keys cannot be read from %(url)s.", url=url),
        "clock_ok": gettext("They agree."),
        "clock_wrong": gettext(
            "The clock of the LMS differs by %(seconds)s seconds.", seconds=facts.get("skew_s", 0)
        ),
        "clock_unknown": gettext("The LMS does not say what time it has."),
        "token_ok": gettext("The LMS gives Signpost access tokens."),
        "token_refused": gettext("The LMS refuses to give an access token."),
        "token_silent": gettext("The token address of the LMS does not answer."),
        "columns_ok": gettext("Columns can be read (%(count)s in one course).", count=count),
        "columns_off": gettext("The last launches named no gradebook."),
        "columns_refused": gettext("The columns cannot be read."),
        "scores_off": gettext("Signpost may read columns, but not write scores."),
        "members_ok": gettext("Members can be read (%(count)s in one course).", count=count),
        "members_off": gettext("The last launches named no list of members."),
        "members_refused": gettext("The members cannot be read."),
        "deep_link_ok": gettext("A teacher chose an activity through the LMS."),
        "deep_link_untried": gettext("No teacher has chosen an activity through the LMS yet."),
        "frame_ok": gettext("Launches arrive: %(modes)s.", modes=_modes(finding)),
        "frame_windows": gettext(
            "Launches arrive, each in a new window: browsers keep no cookie in this LMS's frames."
        ),
        "not_approved": gettext("The deployment waits for approval: every launch is refused."),
        "no_launch_yet": gettext("Nobody has opened an activity yet, so this is not known."),
    }
    return words.get(finding.code, finding.code)


def _modes(finding: Finding) -> str:
    modes = finding.facts.get("modes", {})
    return ", ".join(f"{cookie_mode_words(mode)} {count}" for mode, count in sorted(modes.items()))


def _mend(finding: Finding, product: str) -> str:
    code = finding.code
    if "moodle" in product and code in (words := _moodle()):
        return words[code]
    if "canvas" in product and code in (words := _canvas()):
        return words[code]
    return _anywhere().get(code, "")


def _moodle() -> dict[str, str]:
    tool = gettext("Site administration → Plugins → External tool → Manage tools → Signpost: ")
    services = gettext("the gear, then Services: ")
    register = gettext("register again from the same page.")
    grades = (
        tool
        + services
        + gettext(
            "set IMS LTI Assignment and Grade Services to "
            "“Use this service for grade sync and column management”."
        )
    )
    members = (
        tool
        + services
        + gettext(
            "set IMS LTI Names and Role Provisioning to "
            "“Use this service to retrieve members' information”."
        )
    )
    active = tool + gettext(
        "if it says Pending, press Activate. Then compare the public keyset URL with the one "
        "under Register by hand."
    )
    return {
        "oidc_missing": tool + register,
        "keys_none": tool + register,
        "token_refused": active,
        "columns_off": grades,
        "scores_off": grades,
        "columns_refused": grades,
        "members_off": members,
        "members_refused": members,
        "deep_link_untried": gettext(
            "In a course: More → LTI External tools, switch Signpost on under Show in activity "
            "chooser. Then Edit mode → Add an activity → Signpost → Select content."
        ),
        "clock_wrong": gettext("Set the clocks of both servers by the network (NTP)."),
    }


def _canvas() -> dict[str, str]:
    key = gettext("Admin → Developer Keys → Signpost: ")
    scopes = key + gettext("edit it and switch on the services that are off: ")
    state = key + gettext("set its state to On, and compare the JWK URL with ours.")
    grades = scopes + gettext("line items, scores and results.")
    members = scopes + gettext("course members (Names and Role Provisioning).")
    return {
        "token_refused": state,
        "columns_off": grades,
        "scores_off": grades,
        "columns_refused": grades,
        "members_off": members,
        "members_refused": members,
        "deep_link_untried": gettext(
            "Admin → Settings → Apps → View App Configurations: Signpost must be listed. Then in a "
            "course: Assignments → + Assignment → Submission type External tool → Find → Signpost."
        ),
        "not_approved": gettext(
            "Approve the deployment on the registration's page, if it is one of your accounts."
        ),
    }


def _anywhere() -> dict[str, str]:
    return {
        "oidc_silent": gettext("Let this server reach the LMS through the firewall."),
        "oidc_forbidden": gettext(
            "A host at a private address is allowed by the setting SIGNPOST_PLATFORM_HOSTS_ALLOWED."
        ),
        "oidc_missing": gettext("Register again: the LMS has moved this address."),
        "keys_unreachable": gettext(
            "Compare the public keyset URL with what the LMS shows, and register again."
        ),
        "keys_none": gettext("Register again: the LMS has moved its keys."),
        "clock_wrong": gettext("Set the clocks of both servers by the network (NTP)."),
        "token_refused": gettext(
            "Switch the tool on in the LMS, and compare its address of our keys with ours."
        ),
        "token_silent": gettext("Try again in a minute; then ask who runs the LMS."),
        "columns_off": gettext("Switch on Assignment and Grade Services for the tool in the LMS."),
        "scores_off": gettext("Allow the score service for the tool in the LMS."),
        "columns_refused": gettext("Allow the line item service for the tool in the LMS."),
        "members_off": gettext("Switch on Names and Role Provisioning for the tool in the LMS."),
        "members_refused": gettext("Allow Names and Role Provisioning for the tool in the LMS."),
        "deep_link_untried": gettext("Add Signpost to a course and choose an activity."),
        "not_approved": gettext("Approve the deployment on the registration's page."),
        "no_launch_yet": gettext("Open one activity from a course, then check again."),
    }
