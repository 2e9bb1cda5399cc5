"""Line items and results as AGS 2.0 writes them."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from deploy.demo_lms.records import LineItem, Result


class LineItemBody(BaseModel):
    """A line item as a tool sends it (AGS 2.0, section 3.2)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    score_maximum: float = Field(alias="scoreMaximum", gt=0, allow_inf_nan=False)
    label: str = Field(min_length=1, max_length=255, pattern=r"\S")
    resource_id: str = Field("", alias="resourceId", max_length=255)
    tag: str = Field("", max_length=255)
    resource_link_id: str = Field("", alias="resourceLinkId", max_length=255)
    starts_at: str = Field("", alias="startDateTime", max_length=64)
    ends_at: str = Field("", alias="endDateTime", max_length=64)

    def values(self) -> dict[str, Any]:
        """Return the column's fields; what was left out becomes blank."""
        return {
            "label": self.label,
            "maximum": self.score_maximum,
            "resource_id": self.resource_id,
            "tag": self.tag,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
        }


@dataclass(frozen=True, slots=True)
class AgsAddresses:
    """Write the addresses of a course's grade service.

    They carry a query, as Moodle's do, so a tool must put `/scores` before it.
    """

    issuer: str
    course_id: str

    def line_items(self) -> str:
        """Return the container's address."""
        return f"{self.issuer}/lti/courses/{self.course_id}/lineitems?type_id=1"

    def line_item(self, line_item_id: int) -> str:
        """Return a line item's address, which is also its id."""
        base = f"{self.issuer}/lti/courses/{self.course_id}/lineitems"
        return f"{base}/{line_item_id}/lineitem?type_id=1"

    def result(self, line_item_id: int, user_id: str) -> str:
        """Return a result's address, which is also its id."""
        base = f"{self.issuer}/lti/courses/{self.course_id}/lineitems"
        return f"{base}/{line_item_id}/lineitem/results/{user_id}?type_id=1"


def line_item_json(column: LineItem, addresses: AgsAddresses) -> dict[str, Any]:
    """Return a line item; empty optional fields are left out."""
    optional = {
        "resourceId": column.resource_id,
        "tag": column.tag,
        "resourceLinkId": column.activity_id,
        "startDateTime": column.starts_at,
        "endDateTime": column.ends_at,
    }
    return {
        "id": addresses.line_item(column.id),
        "label": column.label,
        "scoreMaximum": column.maximum,
        **{name: value for name, value in optional.items() if value},
    }


def result_json(result: Result, column: LineItem, addresses: AgsAddresses) -> dict[str, Any]:
    """Return a result; without a grade it carries no resultScore."""
    found: dict[str, Any] = {
        "id": addresses.result(column.id, result.user_id),
        "scoreOf": addresses.line_item(column.id),
        "userId": result.user_id,
        "resultMaximum": column.maximum,
    }
    if result.score is not None:
        found["resultScore"] = result.score
    if result.comment:
        found["comment"] = result.comment
    return found
