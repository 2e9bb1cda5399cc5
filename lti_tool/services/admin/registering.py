"""Take a platform in by values that somebody typed."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.admin_errors import AdminRefused
from lti_tool.models import Registration
from lti_tool.services.admin.audit import Deed, note
from lti_tool.services.admin.visits import Visit
from lti_tool.services.claims import Permits
from lti_tool.services.registration_changes import approve


class TypedValues(BaseModel):
    """What an LMS shows of itself, as it was copied by hand."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    issuer: str = Field(min_length=1, max_length=255)
    client_id: str = Field(min_length=1, max_length=255)
    name: str = Field(default="", max_length=255)
    product: str = Field(default="", pattern="^(moodle|canvas|)$")
    auth_login_url: str
    auth_token_url: str
    key_set_url: str
    deployment_id: str = Field(default="", max_length=255)


def register_typed(
    session: Session, visit: Visit, now: datetime, form: dict[str, str], permits: Permits
) -> Registration:
    """Keep a platform that was typed in; its deployment, if named, may come in.

    Raises:
        AdminRefused: a value is missing or no address that may be called, or the
            client is known already.
        NotAllowed: the visit is not by an account.
    """
    visit.require_owner()
    try:
        typed = TypedValues.model_validate(form)
    except ValidationError as error:
        raise AdminRefused("values_missing") from error
    urls = (typed.issuer, typed.auth_login_url, typed.auth_token_url, typed.key_set_url)
    if not all(permits(url) for url in urls):
        raise AdminRefused("bad_address")
    known = select(Registration.id).where(
        Registration.issuer == typed.issuer, Registration.client_id == typed.client_id
    )
    if session.scalar(known) is not None:
        raise AdminRefused("known_client")
    kept = Registration(**typed.model_dump(exclude={"deployment_id"}))
    session.add(kept)
    session.flush()
    if typed.deployment_id:
        approve(session, kept.id, typed.deployment_id)
    note(session, visit, now, Deed("registered", f"{kept.issuer} {kept.client_id}", kept.id))
    return kept
