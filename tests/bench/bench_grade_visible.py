"""From sending an answer to seeing its grade on the open page.

The whole product runs, started as a user starts it. Each learner has an open
page with its stream; the clock runs from the moment the answer is posted until
the stream (or the answer's own response) brings the grade. With 20 learners (c20)
all send at the same moment, again and again: the hardest form of "at once"; each
reads the grade and goes on when all have theirs. A class that works (c20_working)
sends each answer at a random moment of five seconds.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Event

import numpy as np

from tests.parts.classroom import Learner, seat, seconds_to_grade
from tests.parts.product import Product, running_product

_WORDS = "Its particles move faster, so they spread out and take up more space than before."
_WARM_UP = 3


def run(rounds: int = 12) -> dict[str, float]:
    """Return medians and 95th percentiles in ms with 1 and with 20 learners."""
    with TemporaryDirectory(prefix="bench-") as folder, running_product(Path(folder)) as product:
        alone = _measure(product, learners=1, rounds=rounds * 4)
        crowd = _measure(product, learners=20, rounds=rounds)
        working = _measure(product, learners=20, rounds=rounds // 2, within_s=5.0)
    return {
        **_percentiles("grade_visible.c1", alone),
        **_percentiles("grade_visible.c20", crowd),
        **_percentiles("grade_visible.c20_working", working),
        "start.seconds": product.seconds,
    }


def _measure(product: Product, *, learners: int, rounds: int, within_s: float = 0.0) -> list[float]:
    room = seat(product.environment["SIGNPOST_DATABASE_URL"], learners)
    start = Barrier(learners, timeout=60)
    end = Barrier(learners, timeout=60)

    def moment() -> None:
        start.wait()
        Event().wait(random.uniform(0.0, within_s))

    def study(token: str) -> list[float]:
        learner = Learner(product.facts["web"], token)
        seconds = []
        try:
            with learner.listening() as news:
                for _ in range(rounds + _WARM_UP):
                    seconds.append(seconds_to_grade(learner, news, _WORDS, moment))
                    end.wait()
                    learner.go_on()
        except BaseException:
            start.abort()
            end.abort()
            raise
        finally:
            learner.close()
        return seconds[_WARM_UP:]

    with ThreadPoolExecutor(learners) as pool:
        return [seconds for own in pool.map(study, room.tokens) for seconds in own]


def _percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(np.asarray(seconds) * 1_000, [50, 95])
    return {f"{name}.p50": float(p50), f"{name}.p95": float(p95)}
