"""The words for each refusal of a login, launch or registration."""

from flask_babel import lazy_gettext as _

Words = tuple[object, object]

_AGAIN = _("Go back to the course and open the activity again.")
_ADMIN = _("Show this page to whoever runs the LMS: the details below say what to compare.")

_WORDS: dict[str, Words] = {
    "bad_login": (_("The LMS began the sign-in incompletely."), _ADMIN),
    "no_token": (
        _("Signpost was opened without a message from the LMS."),
        _("Open it from inside a course, by the activity's link."),
    ),
    "platform_error": (_("The LMS ended the sign-in with an error."), _AGAIN),
    "unknown_platform": (
        _("This LMS is not registered with Signpost."),
        _("An administrator of the LMS can register it: the issuer and client are below."),
    ),
    "which_client": (
        _("The LMS did not say which of its registrations is meant."),
        _("Have the LMS send client_id with the login, or deactivate unused registrations."),
    ),
    "switched_off": (
        _("This LMS was switched off in Signpost."),
        _("An administrator of Signpost can switch it on again."),
    ),
    "deployment_pending": (
        _("This deployment of Signpost waits for approval."),
        _("An administrator of Signpost must approve the deployment named below; then try again."),
    ),
    "wrong_target": (
        _("The link leads to an address that is not Signpost's."),
        _("Correct the tool's address in the LMS: it must be the launch address of this server."),
    ),
    "no_state": (_("The LMS answered without the sign-in it answers to."), _AGAIN),
    "login_expired": (_("This sign-in is too old or unknown."), _AGAIN),
    "login_used": (
        _("This sign-in was used already."),
        _("Do not reload this page. Go back to the course and open the activity again."),
    ),
    "no_cookie": (
        _("The browser did not keep the cookie that proves this sign-in is yours."),
        _(
            "Allow cookies for this site, or open the activity in a new window: in the LMS, "
            "set the activity to open in a new window, then open it again."
        ),
    ),
    "other_browser": (_("This sign-in was begun in another browser."), _AGAIN),
    "keys_unreachable": (
        _("The keys of the LMS are out of reach, so its message cannot be checked."),
        _("Try again in a minute. If it stays so, show this page to whoever runs the LMS."),
    ),
    "expired": (_("The message of the LMS came too late."), _AGAIN),
    "clock": (
        _("The clocks of the LMS and Signpost disagree by more than a minute."),
        _("Whoever runs the two servers should set their clocks by the network."),
    ),
    "not_teacher": (
        _("Only teachers can place activities in a course."),
        _("Ask the teacher of the course."),
    ),
    "not_your_work": (
        _("This is the work of somebody else."),
        _("Teachers of the course and the learner may open it."),
    ),
    "unknown_column": (
        _("The gradebook column that the LMS names is not one of Signpost's in this course."),
        _ADMIN,
    ),
    "bad_deep_link": (_("The LMS asked for a choice that Signpost cannot answer."), _ADMIN),
    "unknown_message": (_("The LMS sent a kind of message that Signpost does not know."), _ADMIN),
    "not_invited": (
        _("This registration link is not an invitation, or it is used or too old."),
        _("Ask whoever runs Signpost for a registration link: it is made on the admin page."),
    ),
    "change_expired": (
        _("This change is done already, or too old."),
        _("Register once more from the LMS to see what would change."),
    ),
    "link_used": (
        _("The LMS says that this registration link is used or too old."),
        _("Make a new registration link in the LMS: each works once."),
    ),
    "other_issuer": (
        _("The registration link and the LMS's own description do not belong together."),
        _("Register from the LMS's own page, with the address it shows."),
    ),
    "platform_said_no": (
        _("The LMS did not take the registration."),
        _("Check that its address may be reached from here, and try with a new link."),
    ),
    "unreachable": (
        _("The LMS does not answer."),
        _("Check that this server can reach the LMS, then press the button again."),
    ),
}
_OTHERWISE: Words = (_("The message of the LMS breaks a rule of LTI 1.3."), _ADMIN)


def words_of(code: str) -> Words:
    """Return the problem and what to do about it."""
    return _WORDS.get(code, _OTHERWISE)
