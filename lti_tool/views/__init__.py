"""HTTP only: parse, call one service, render."""

from lti_tool.views import (
    admin,
    authoring,
    copies,
    entry,
    gradebook,
    institution,
    live,
    lti,
    notices,
    picker,
    registration,
    review,
    student,
    teacher,
)

BLUEPRINTS = (
    admin.door,
    admin.admin,
    admin.account.pages,
    entry.health,
    lti.bp,
    registration.bp,
    notices.bp,
    entry.pages,
    student.pages,
    live.pages,
    teacher.pages,
    gradebook.pages,
    authoring.pages,
    picker.pages,
    copies.pages,
    review.pages,
    institution.pages,
)
