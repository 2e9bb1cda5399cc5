"""Dates that a person typed, in their own time zone. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lti_tool.errors import Refused
from lti_tool.services.ports import Availability, Window

FIELDS = ("available_from", "available_until", "submit_from", "submit_until")


def availability_in(form: Mapping[str, str]) -> Availability:
    """Return the windows of a form; every date may be left out.

    Dates are local to the form's `zone`, UTC when it names none.

    Raises:
        Refused: a date cannot be read, or a window ends before it starts.
    """
    zone = _zone(form.get("zone", ""))
    start, end, first, last = (_moment(form, field, zone) for field in FIELDS)
    return Availability(
        available=_window(start, end, "available_until"),
        submission=_window(first, last, "submit_until"),
    )


def _zone(name: str) -> tzinfo:
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused("zone_unknown", "zone") from error


def _moment(form: Mapping[str, str], field: str, zone: tzinfo) -> datetime | None:
    text = form.get(field, "").strip()
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
        local = read if read.tzinfo else read.replace(tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("date_invalid", field) from error


def _window(start: datetime | None, end: datetime | None, field: str) -> Window:
    if start and end and end <= start:
        raise Refused("window_backwards", field)
    return Window(start, end)
