"""Our signing keys: at rest, in rotation, withdrawn, and read once."""

from datetime import timedelta
from unittest import mock

import pytest
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.adapters.secret_box import SecretBox
from lti_tool.errors import NotFound
from lti_tool.models import KeyPair
from lti_tool.services.keys import AHEAD, OVERLAP, Keys
from tests.fakes.lms import FakeClock


@pytest.fixture
def keys(clock: FakeClock) -> Keys:
    return Keys(SecretBox("s" * 32), clock)


def _published(keys: Keys, session: Session) -> list[str]:
    return [key["kid"] for key in keys.public_set(session)["keys"]]


def test_our_key_is_made_once_and_lies_encrypted(keys: Keys, database: Database) -> None:
    with database.write() as session:
        first = keys.signing_key(session)
    with database.write() as session:
        assert keys.signing_key(session) == first
        [row] = session.scalars(select(KeyPair))
    assert b"PRIVATE KEY" not in row.private_pem


def test_a_new_key_is_published_before_it_signs_and_the_old_one_after(
    keys: Keys, database: Database, clock: FakeClock
) -> None:
    with database.write() as session:
        old = keys.signing_key(session)
    clock.now += timedelta(days=1)
    with database.write() as session:
        new = keys.rotate(session)
        assert keys.rotate(session) == new
        assert keys.signing_key(session) == old
        assert [key["kid"] for key in keys.public_set(session)["keys"]] == [new.kid, old.kid]
    clock.now += AHEAD
    with database.read() as session:
        assert keys.signing_key(session) == new
    clock.now += timedelta(days=1)
    with database.read() as session:
        assert [key["kid"] for key in keys.public_set(session)["keys"]] == [new.kid, old.kid]
    clock.now += OVERLAP
    with database.read() as session:
        published = keys.public_set(session)["keys"]
    assert [key["kid"] for key in published] == [new.kid]
    assert set(published[0]) == {"kty", "n", "e", "kid", "alg", "use"}


def test_a_key_closed_with_another_secret_is_replaced(
    keys: Keys, database: Database, clock: FakeClock
) -> None:
    with database.write() as session:
        old = keys.signing_key(session)
        new = Keys(SecretBox("t" * 32), clock).signing_key(session)
    assert new.kid != old.kid


def test_a_withdrawn_key_is_gone_at_once_and_another_signs(keys: Keys, database: Database) -> None:
    with database.write() as session:
        old = keys.signing_key(session)
        new = keys.withdraw(session, old.kid)

    with database.write() as session:
        assert new.kid != old.kid
        assert keys.signing_key(session) == new
        assert _published(keys, session) == [new.kid]
        assert session.get(KeyPair, old.kid) is None


def test_a_waiting_key_signs_at_once_when_the_signing_one_is_withdrawn(
    keys: Keys, database: Database
) -> None:
    with database.write() as session:
        old = keys.signing_key(session)
        waiting = keys.rotate(session)
        assert keys.withdraw(session, old.kid) == waiting
        assert _published(keys, session) == [waiting.kid]


def test_without_its_successor_a_key_goes_on_signing(
    keys: Keys, database: Database, clock: FakeClock
) -> None:
    with database.write() as session:
        old = keys.signing_key(session)
        waiting = keys.rotate(session)
        assert keys.withdraw(session, waiting.kid) == old
    clock.now += AHEAD + OVERLAP
    with database.write() as session:
        assert keys.signing_key(session) == old
        assert _published(keys, session) == [old.kid]


def test_an_old_key_is_withdrawn_without_touching_the_one_that_waits(
    keys: Keys, database: Database, clock: FakeClock
) -> None:
    with database.write() as session:
        oldest = keys.signing_key(session)
        signing = keys.rotate(session)
    clock.now += AHEAD
    with database.write() as session:
        waiting = keys.rotate(session)
        assert keys.withdraw(session, oldest.kid) == signing
        assert set(_published(keys, session)) == {signing.kid, waiting.kid}


def test_an_unknown_key_cannot_be_withdrawn(keys: Keys, database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        keys.withdraw(session, "made-up")


def test_a_private_key_is_read_once_until_another_one_signs(
    keys: Keys, database: Database, clock: FakeClock
) -> None:
    with database.write() as session:
        keys.signing_key(session)
        keys.rotate(session)
    load = serialization.load_pem_private_key
    with (
        mock.patch.object(serialization, "load_pem_private_key", wraps=load) as read,
        database.write() as session,
    ):
        for _ in range(3):
            keys.signing_key(session)
        assert read.call_count == 1
        clock.now += AHEAD
        for _ in range(3):
            keys.signing_key(session)
        assert read.call_count == 2
