"""What the words of content are made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,63}$")]
"""A short name, unique inside its bank: lower-case letters, digits, hyphens."""

Weight = Annotated[float, Field(gt=0, le=1)]


class Value(BaseModel):
    """Base of what crosses a boundary: frozen, nothing unknown accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")
