"""Plans that many messages carry: read and written once, then known by their bytes.

A plan is nine tenths of a grade's message, and every answer of an activity has the
same one. To read or write it again is most of what a message costs; and steps keep
what they work out of a plan with it.
"""

from typing import Annotated, Any, TypeVar

from pydantic import TypeAdapter, ValidationInfo, ValidatorFunctionWrapHandler, WrapValidator

from analytics.content.plan import Plan

T = TypeVar("T")
MOST = 32
"""Plans that are known at once, the last read."""

_HEAD = b'{"plan":'
"""How each message begins that carries a plan; one that does not is not searched for it."""
_STAND_IN = b"null"


def _known_or_read(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    if value is None and isinstance(info.context, Plan):
        return info.context
    return handler(value)


SharedPlan = Annotated[Plan, WrapValidator(_known_or_read)]
"""The plan of an event: read, or the known one whose bytes were cut out."""


class KnownPlans:
    """The plans that were read last."""

    def __init__(self) -> None:
        self._plans: dict[bytes, Plan] = {}

    def validated(self, adapter: TypeAdapter[T], raw: bytes) -> T:
        """Return what an adapter makes of a message, its plan a known one if it can be.

        Raises:
            ValidationError: it does not pass as a whole.
        """
        rest, plan = self._cut(raw)
        if plan is not None:
            return adapter.validate_json(rest, context=plan)
        read = adapter.validate_json(raw)
        if isinstance(new := getattr(read, "plan", None), Plan):
            self._remember(raw, new)
        return read

    def without_plan(self, raw: bytes) -> bytes:
        """Return a message without its plan if that is a known one: null is in its place."""
        return self._cut(raw)[0]

    def words_of(self, plan: Plan) -> bytes:
        """Return a plan as it travels, written once for all its answers."""
        for words, known in list(self._plans.items()):
            if known is plan:
                return words
        words = plan.model_dump_json().encode()
        self._keep(words, plan)
        return words

    def _cut(self, raw: bytes) -> tuple[bytes, Plan | None]:
        if not raw.startswith(_HEAD):
            return raw, None
        for words, plan in list(self._plans.items()):
            if raw.startswith(words, len(_HEAD)):
                return _HEAD + _STAND_IN + raw[len(_HEAD) + len(words) :], plan
        return raw, None

    def _remember(self, raw: bytes, plan: Plan) -> None:
        words = plan.model_dump_json().encode()
        if raw.startswith(_HEAD + words):
            self._keep(words, plan)

    def _keep(self, words: bytes, plan: Plan) -> None:
        self._plans[words] = plan
        while len(self._plans) > MOST:
            self._plans.pop(next(iter(self._plans)), None)


PLANS = KnownPlans()
"""The plans of this process's events."""
