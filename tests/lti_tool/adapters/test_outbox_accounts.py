from uuid import uuid4

from sqlalchemy import delete

from analytics.reports import Account, digest
from lti_tool.adapters.outbox_accounts import OutboxAccounts
from lti_tool.models import Deployment, OutboxEvent, Registration, utc_now


def tenant(database):
    with database.write() as session:
        registration = Registration(
            issuer="https://lms.example",
            client_id=str(uuid4()),
            auth_login_url="https://lms.example/login",
            auth_token_url="https://lms.example/token",
            key_set_url="https://lms.example/keys",
        )
        deployment = Deployment(registration=registration, deployment_id="1")
        session.add(deployment)
        session.flush()
        return deployment.id


def accept(database, tenant_id, kind, *, confirmed=False):
    event_id = uuid4()
    with database.write() as session:
        session.add(
            OutboxEvent(
                event_id=event_id,
                tenant_id=tenant_id,
                kind=kind,
                key=uuid4(),
                payload=b"{}",
                confirmed_at=utc_now() if confirmed else None,
            )
        )
    return event_id


def test_every_event_is_counted_and_the_unconfirmed_are_named(database):
    school = tenant(database)
    accept(database, school, "answer.submitted", confirmed=True)
    waiting = accept(database, school, "answer.submitted")
    accepted = OutboxAccounts(database).accepted(None)
    account = Account(str(school), "answer.submitted")
    assert accepted.counts == {account: 2}
    assert accepted.waiting == {account: {waiting}}


def test_a_tenant_sees_only_its_own_accounts(database):
    ours, theirs = tenant(database), tenant(database)
    mine = accept(database, ours, "activity.launched")
    accept(database, theirs, "activity.launched")
    accounts = OutboxAccounts(database)
    account = Account(str(ours), "activity.launched")
    assert accounts.accepted(str(ours)).counts == {account: 1}
    assert list(accounts.ids(account)) == [mine]


def test_digests_follow_what_is_accepted_and_what_is_erased_later(database):
    school = tenant(database)
    account = Account(str(school), "activity.launched")
    accounts = OutboxAccounts(database)
    ids = [accept(database, school, account.kind) for _ in range(3)]
    assert accounts.accepted(None).digests == {account: digest(ids)}
    ids.append(accept(database, school, account.kind))
    assert accounts.accepted(None).digests == {account: digest(ids)}
    with database.write() as session:
        session.execute(delete(OutboxEvent).where(OutboxEvent.event_id == ids[0]))
    found = accounts.accepted(None)
    assert (found.digests, found.counts) == ({account: digest(ids[1:])}, {account: 3})


def test_a_stranger_is_not_known(database):
    school = tenant(database)
    mine, stranger = accept(database, school, "activity.launched"), uuid4()
    assert OutboxAccounts(database).known([mine, stranger]) == {mine}
