"""How every question is asked: a .sql file, bound parameters, typed lines."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

HERE = Path(__file__).parent


class Line(BaseModel):
    """One line of an answer: its fields are the columns of the question."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Protocol):
    """Who can be asked; `analytics.warehouse.client.Warehouse` is one."""

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a statement, each by column name."""


class Scope(BaseModel):
    """What a report looks at: a tenant, and in it perhaps less.

    Attributes:
        course_id: None for all courses of the tenant.
        activity_id: None for all activities.
        since, until: when the learner acted; `until` itself is outside. Whole
            seconds.
        timezone: IANA name; where a day begins.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenant: str = Field(min_length=1)
    course_id: str | None = None
    activity_id: UUID | None = None
    since: AwareDatetime
    until: AwareDatetime
    timezone: str = "UTC"

    def params(self) -> dict[str, object]:
        """Return the parameters of a question.

        Moments become seconds, which mean the same in every server time zone.
        """
        since, until = int(self.since.timestamp()), int(self.until.timestamp())
        return {**dict(self), "since": since, "until": until}


M = TypeVar("M", bound=Line)


def ask(
    source: Source, question: str, line: type[M], params: Mapping[str, object]
) -> tuple[M, ...]:
    """Return the lines that answer `question`.sql, in its order.

    Raises:
        WarehouseUnavailable: no answer now.
        WarehouseError: the question is wrong.
    """
    return tuple(line(**row) for row in source.query(_sql(question), params))


@cache
def _sql(question: str) -> str:
    """Return the question, each `{name}` replaced by the sub-query that others share."""
    text = (HERE / f"{question}.sql").read_text(encoding="utf-8")
    for part in HERE.glob("*.part.sql"):
        name = part.name.removesuffix(".part.sql")
        text = text.replace(f"{{{name}}}", part.read_text(encoding="utf-8"))
    return text
