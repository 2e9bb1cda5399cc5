"""Pictures of questions: kept once a tenant, shown to who may see the question, dropped unused."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, String, cast, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from analytics.content import Item
from analytics.content.item_pictures import digests_in, pictures_of
from analytics.content.pictures import PICTURES_MAX, Picture, PictureError, read_picture
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Activity, Attempt, ItemPicture, Launch, OwnItem, OwnItemRevision
from lti_tool.services.items.drafts import ItemDraft, OptionRow, PictureRows
from lti_tool.services.items.problems import Faults

TENANT_MAX = 256 * 2**20
"""How many bytes of pictures a tenant's questions may have together."""


Sent = Mapping[str, bytes]
"""The bytes of pictures that came with a form, by the id of their field."""


def keep_pictures(
    session: Session, tenant_id: UUID, item: Item, files: Mapping[str, bytes], now: datetime
) -> None:
    """Keep the pictures of a question that its tenant does not have yet.

    Raises:
        Refused: the tenant has no room for more.
        NotFound: one is neither in the files nor kept.
    """
    shown = pictures_of(item)
    kept = _kept(session, tenant_id, [one.digest for one in shown])
    for one in shown:
        if one.digest not in kept:
            if one.digest not in files:
                raise NotFound
            _keep(session, tenant_id, files[one.digest], now)
            kept.add(one.digest)


def with_pictures(draft: ItemDraft, sent: Sent) -> tuple[ItemDraft, dict[str, bytes]]:
    """Return a draft with the pictures that came with its form, and their bytes by digest.

    Raises:
        DraftRefused: one is no picture to keep, or a text has as many as fit.
    """
    taking = _Taking(sent)
    whole = replace(
        draft,
        pictures=taking.under("new_picture", draft.pictures),
        hint_pictures=taking.under("new_hint_picture", draft.hint_pictures),
        worked_pictures=taking.under("new_worked_picture", draft.worked_pictures),
        options=tuple(taking.option(n, row) for n, row in enumerate(draft.options, 1)),
    )
    taking.found.refuse()
    return whole, taking.files


@dataclass(frozen=True, slots=True)
class _Taking:
    """Looks at the pictures that came with a form.

    Attributes:
        found: what is wrong with some.
        files: the bytes of the others, by digest.
    """

    sent: Sent
    found: Faults = field(default_factory=Faults)
    files: dict[str, bytes] = field(default_factory=dict)

    def under(self, at: str, rows: PictureRows) -> PictureRows:
        """Return the pictures under a text with the one of a field after them."""
        if at in self.sent and len(rows.kept) >= PICTURES_MAX:
            self.found.wrong(at, "pictures_full_here", most=PICTURES_MAX)
        new = self._read(at, rows.new_alt)
        if new is None:
            return rows
        return PictureRows((*(one for one in rows.kept if one.digest != new.digest), new))

    def option(self, n: int, row: OptionRow) -> OptionRow:
        """Return an option with the pictures of its fields in place of those it has."""
        picture = self._read(f"option_file-{n}", row.alt) or row.picture
        told = self._read(f"feedback_file-{n}", row.feedback_alt) or row.feedback_picture
        return replace(row, picture=picture, feedback_picture=told)

    def _read(self, at: str, alt: str) -> Picture | None:
        if at not in self.sent:
            return None
        try:
            picture = read_picture(self.sent[at], alt)
        except PictureError as error:
            self.found.wrong(at, error.code)
            return None
        self.files[picture.digest] = self.sent[at]
        return picture


def bytes_of(session: Session, tenant_id: UUID, items: Iterable[Item]) -> dict[str, bytes]:
    """Return the bytes of questions' pictures by digest."""
    digests = {one.digest for item in items for one in pictures_of(item)}
    rows = session.execute(
        select(ItemPicture.digest, ItemPicture.body).where(
            ItemPicture.tenant_id == tenant_id, ItemPicture.digest.in_(sorted(digests))
        )
    )
    return {row.digest: row.body for row in rows}


def find_picture(session: Session, launch: Launch, digest: str) -> ItemPicture:
    """Return a picture for a launch.

    A teacher sees every one of the tenant; others those of the activity, and of what they
    answered in it.

    Raises:
        NotFound: there is none for them.
    """
    row = session.get(ItemPicture, (launch.tenant_id, digest))
    if row is None or not (launch.role == "teacher" or _is_shown(session, launch, digest)):
        raise NotFound
    return row


def drop_left_out(session: Session, row: OwnItem) -> None:
    """Erase the pictures that a question's last change took out of it, unless they are used."""
    before = session.get(OwnItemRevision, (row.id, row.revision - 1))
    if before is not None:
        drop_unused(session, row.tenant_id, digests_in(before.body) - digests_in(row.body))


def drop_unused(session: Session, tenant_id: UUID, digests: Collection[str]) -> None:
    """Erase those pictures that nothing shows any more.

    Shown by: a question as it is now, an activity's copy, and a revision that somebody
    answered.
    """
    session.flush()
    for digest in sorted(digests):
        row = session.get(ItemPicture, (tenant_id, digest))
        if row is not None and not _is_used(session, tenant_id, digest):
            session.delete(row)


def _keep(session: Session, tenant_id: UUID, raw: bytes, now: datetime) -> None:
    size = select(func.coalesce(func.sum(ItemPicture.size), 0))
    whole = session.scalar(size.where(ItemPicture.tenant_id == tenant_id)) or 0
    if whole + len(raw) > TENANT_MAX:
        raise Refused("pictures_full", "file", most=TENANT_MAX // 2**20)
    picture = read_picture(raw)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"tenant_id": tenant_id, "digest": picture.digest, "media_type": picture.media_type}
    session.execute(
        insert(ItemPicture)
        .values(**row, size=len(raw), body=raw, kept_at=now)
        .on_conflict_do_nothing(index_elements=["tenant_id", "digest"])
    )


def _kept(session: Session, tenant_id: UUID, digests: Collection[str]) -> set[str]:
    query = select(ItemPicture.digest).where(ItemPicture.tenant_id == tenant_id)
    return set(session.scalars(query.where(ItemPicture.digest.in_(digests)))) if digests else set()


def _is_shown(session: Session, launch: Launch, digest: str) -> bool:
    mine = (Attempt.activity_id == launch.activity_id, Attempt.learner_id == launch.user_id)
    asked = exists().where(Activity.id == launch.activity_id, _names(Activity.own_items, digest))
    return bool(session.scalar(select(or_(asked, _answered(digest).where(*mine)))))


def _is_used(session: Session, tenant_id: UUID, digest: str) -> bool:
    present = exists().where(OwnItem.tenant_id == tenant_id, _names(OwnItem.body, digest))
    asked = exists().where(Activity.tenant_id == tenant_id, _names(Activity.own_items, digest))
    answered = _answered(digest).where(OwnItemRevision.tenant_id == tenant_id)
    return bool(session.scalar(select(or_(present, asked, answered))))


def _answered(digest: str) -> Exists:
    return exists().where(
        OwnItemRevision.item_id == Attempt.item_id,
        OwnItemRevision.revision == Attempt.item_revision,
        _names(OwnItemRevision.body, digest),
    )


def _names(body: InstrumentedAttribute[dict[str, Any]], digest: str) -> ColumnElement[bool]:
    """Return whether a JSON column names a digest, which is like nothing else in it."""
    return cast(body, String).contains(digest)
