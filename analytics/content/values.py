"""What the words of content are made of."""

from collections.abc import Mapping
from typing import Annotated, Any, Self, cast

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,63}$")]
"""A short name, unique inside its bank: lower-case letters, digits, hyphens."""

Weight = Annotated[float, Field(gt=0, le=1)]


class Value(BaseModel):
    """Base of what crosses a boundary: frozen, nothing unknown accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LookedUp(Value):
    """Base of values that keep what was looked up in them."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy that is built anew: no look-up of this one is taken along.

        The parts are checked already; frozen, they are shared, by a deep copy too.
        """
        changed = dict(update or {})
        kept = {name: getattr(self, name) for name in type(self).model_fields}
        return cast(
            Self,
            type(self).model_construct({*self.model_fields_set, *changed}, **{**kept, **changed}),
        )
