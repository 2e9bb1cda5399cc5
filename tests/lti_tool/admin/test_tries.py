"""Tries to sign in: how many, from where, and who has to wait."""

from datetime import timedelta

import pytest

from lti_tool.admin_errors import SignInFailed
from lti_tool.services.admin.tries import OF_ACCOUNT, OF_PLACE, wait_after
from lti_tool.wiring import Parts
from tests.fakes.lms import FakeClock
from tests.lti_tool.admin.conftest import OWNER, PASSWORD, AdminBrowser

HOME = "192.0.2.1"


def _fail(parts: Parts, email: str = OWNER, place: str = "198.51.100.7") -> str:
    with pytest.raises(SignInFailed) as failed:
        parts.admin.accounts.check(email, "not the password", place)
    return str(failed.value)


def _new_account(parts: Parts) -> None:
    accounts = parts.admin.accounts
    accounts.set_password(accounts.add(OWNER), PASSWORD)


@pytest.mark.parametrize("email", [OWNER, "nobody@school.example"])
def test_five_failures_close_an_account_for_a_growing_while(
    email: str, parts: Parts, clock: FakeClock
) -> None:
    _new_account(parts)
    assert not any("closed" in _fail(parts, email) for _ in range(5))
    assert "closed" in _fail(parts, email)
    clock.now += timedelta(minutes=1)
    assert "closed" not in _fail(parts, email)
    clock.now += timedelta(minutes=1)
    assert "closed" in _fail(parts, email)


def test_many_places_get_no_more_tries_on_an_account_than_one(parts: Parts) -> None:
    _new_account(parts)
    answers = [_fail(parts, place=f"198.51.100.{n}") for n in range(30)]
    assert sum("closed" not in answer for answer in answers) == 5


def test_an_account_is_closed_for_a_quarter_of_an_hour_at_most(
    parts: Parts, clock: FakeClock
) -> None:
    _new_account(parts)
    for _ in range(40):
        _fail(parts)
        clock.now += timedelta(minutes=15)
    assert parts.admin.accounts.check(OWNER, PASSWORD, HOME)


def test_strangers_do_not_lock_out_who_signed_in_from_here_before(parts: Parts) -> None:
    _new_account(parts)
    parts.admin.accounts.check(OWNER, PASSWORD, HOME)
    for n in range(30):
        _fail(parts, place=f"198.51.100.{n}")
    assert parts.admin.accounts.check(OWNER, PASSWORD, HOME)


def test_a_place_that_is_known_may_not_guess_for_ever_either(parts: Parts) -> None:
    _new_account(parts)
    parts.admin.accounts.check(OWNER, PASSWORD, HOME)
    assert sum("closed" not in _fail(parts, place=HOME) for _ in range(10)) == 5


def test_a_place_is_forgotten_after_a_month(parts: Parts, clock: FakeClock) -> None:
    _new_account(parts)
    parts.admin.accounts.check(OWNER, PASSWORD, HOME)
    clock.now += timedelta(days=31)
    for _ in range(5):
        _fail(parts)
    with pytest.raises(SignInFailed, match="closed"):
        parts.admin.accounts.check(OWNER, PASSWORD, HOME)


@pytest.mark.parametrize(
    "places", [["198.51.100.7"], ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:9"]]
)
def test_a_place_that_tries_many_accounts_is_closed(places: list[str], parts: Parts) -> None:
    answers = [
        _fail(parts, f"person{n}@school.example", places[n % len(places)]) for n in range(25)
    ]
    assert sum("closed" not in answer for answer in answers) == 20


def test_the_right_password_forgets_failures(parts: Parts) -> None:
    _new_account(parts)
    for _ in range(10):
        for _ in range(4):
            _fail(parts, place=HOME)
        parts.admin.accounts.check(OWNER, PASSWORD, HOME)


def test_a_sign_in_says_where_it_came_from(owner: AdminBrowser, parts: Parts) -> None:
    for _ in range(5):
        owner.sign_in(password="not the password")
    assert owner.sign_in().status_code == 401
    assert parts.admin.accounts.check(OWNER, PASSWORD, "203.0.113.5")


def test_the_wait_doubles_up_to_its_limit() -> None:
    waits = [wait_after(n, OF_ACCOUNT).total_seconds() / 60 for n in (4, 5, 6, 7, 8, 9, 99)]
    assert waits == [0, 1, 2, 4, 8, 15, 15]
    assert wait_after(99, OF_PLACE) == timedelta(hours=1)
