"""What do answers say of how hard each item of a bank is?"""

from analytics.reports.asking import Line, Source, ask


class ItemEvidenceLine(Line):
    """What the answers of one tenant say of one revision of an item.

    With the author's difficulty it makes what is believed of the item; see
    `analytics.mastery.difficulty.learned`, which it is `Sums` for.

    Attributes:
        answers: how many there are, of each learner the first.
        weight: sum of the precisions of their readings.
        weighted: sum of the readings, in logits, each times its precision.
    """

    item_id: str
    revision: int
    answers: int
    weight: float
    weighted: float


def item_evidence(source: Source, tenant: str, bank_id: str) -> tuple[ItemEvidenceLine, ...]:
    """Return every item of a bank that a tenant's learners answered, by id and revision."""
    params = {"tenant": tenant, "bank_id": bank_id}
    return ask(source, "item_evidence", ItemEvidenceLine, params)
