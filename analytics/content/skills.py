"""Skills: what is to be learned, and what comes before it."""

from pydantic import Field

from analytics.content.values import Slug, Value

NAME_MAX, DESCRIPTION_MAX = 120, 500


class Skill(Value):
    """One thing to be learned.

    Attributes:
        prerequisites: ids of skills that come before it.
        retired: it is not taught any more; what was learned of it stays known.
    """

    id: Slug
    name: str = Field(min_length=1, max_length=NAME_MAX)
    description: str = Field(default="", max_length=DESCRIPTION_MAX)
    prerequisites: tuple[Slug, ...] = ()
    retired: bool = False
