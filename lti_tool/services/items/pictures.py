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
from lti_tool.services.items.drafts import ItemDraft
from lti_tool.services.items.problems import Faults

TENANT_MAX = 256 * 2**20
"""How many bytes of pictures a tenant's questions may have together."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The bytes of pictures that came with a form: one under the question, others in options.

    Attributes:
        options: by the option's place, from 1.
    """

    under: bytes = b""
    options: Mapping[int, bytes] = field(default_factory=dict)


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
        DraftRefused: one is no picture to keep, or the question has as many as fit.
    """
    found, files = Faults(), dict[str, bytes]()

    def read(field: str, raw: bytes, alt: str) -> Picture | None:
        try:
            picture = read_picture(raw, alt)
        except PictureError as error:
            found.wrong(field, error.code)
            return None
        files[picture.digest] = raw
        return picture

    pictures = draft.pictures
    if sent.under and len(pictures) >= PICTURES_MAX:
        found.wrong("new_picture", "pictures_full_here", most=PICTURES_MAX)
    if sent.under and (new := read("new_picture", sent.under, draft.new_alt)):
        pictures = (*(one for one in pictures if one.digest != new.digest), new)
    options = list(draft.options)
    for n, raw in sent.options.items():
        row = options[n - 1]
        options[n - 1] = replace(row, picture=read(f"option_file-{n}", raw, row.alt))
    found.refuse()
    return replace(draft, pictures=pictures, options=tuple(options)), files


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
