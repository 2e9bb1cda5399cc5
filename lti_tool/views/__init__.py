"""HTTP only: parse, call one service, render."""

from lti_tool.views import (
    authoring,
    entry,
    institution,
    live,
    lti,
    picker,
    registration,
    student,
    teacher,
)

BLUEPRINTS = (
    entry.health,
    lti.bp,
    registration.bp,
    entry.pages,
    student.pages,
    live.pages,
    teacher.pages,
    authoring.pages,
    picker.pages,
    institution.pages,
)
