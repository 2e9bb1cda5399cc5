"""Content items of a deep linking response (Deep Linking 2.0, section 3)."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_text(value: object) -> object:
    return value if isinstance(value, str) else str(value)


CustomValue = Annotated[str, BeforeValidator(_as_text)]


class ItemLineItem(BaseModel):
    """The gradebook column a tool asks for with an item."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    score_maximum: float = Field(alias="scoreMaximum", gt=0)
    label: str = Field("", max_length=255)
    resource_id: str = Field("", alias="resourceId", max_length=255)
    tag: str = Field("", max_length=255)


class ContentItem(BaseModel):
    """A tool's link to place in a course."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: Literal["ltiResourceLink"]
    title: str = Field("", max_length=255)
    text: str = Field("", max_length=4000)
    url: str | None = Field(None, pattern=r"^https?://", max_length=2000)
    custom: dict[str, CustomValue] = Field(default_factory=dict)
    line_item: ItemLineItem | None = Field(None, alias="lineItem")
