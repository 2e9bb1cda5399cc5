"""What the gradebook's use cases need from platforms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from lti_tool.models import Registration
from lti_tool.services.ports import LineItemWish


class ResultReader(Protocol):
    """Reads what gradebooks have (AGS 2.0, section 3.3).

    Scores are 0 to 1 of the column's maximum; None is a person without a grade.
    Both raise PlatformRefusal (for good) and PlatformUnavailable (later).
    """

    def one(self, registration: Registration, line_item_url: str, subject: str) -> float | None:
        """Return one person's grade in a column."""

    def every(self, registration: Registration, line_item_url: str) -> Mapping[str, float | None]:
        """Return a whole column by subject; who is missing has no grade."""


@dataclass(frozen=True, slots=True)
class LineItem:
    """A gradebook column as the platform shows it.

    Attributes:
        body: all that it said, to be given back in a change.
    """

    url: str
    label: str
    maximum: float
    body: Mapping[str, Any] = field(default_factory=dict)


class LineItems(Protocol):
    """Reads, makes and renames columns; raises as `ResultReader` does.

    There is no way to delete one: the activity's own would go with its grades.
    """

    def read(self, registration: Registration, url: str) -> LineItem:
        """Return one column."""

    def find(
        self, registration: Registration, container_url: str, resource_id: str, tag: str
    ) -> LineItem | None:
        """Return the first column of a course with this resource id and tag."""

    def make(
        self, registration: Registration, container_url: str, wish: LineItemWish, link_id: str
    ) -> LineItem:
        """Make a column for a link of the course."""

    def rename(self, registration: Registration, item: LineItem, wish: LineItemWish) -> LineItem:
        """Give a column the title of a wish; all else of it stays."""
