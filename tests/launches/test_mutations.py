"""The table of checks speaks of the source as it is."""

import pytest

from tests.launches.mutation import ROOT, Mutation
from tests.launches.rules import ACCEPTED, MUTATIONS, REJECTED


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.check)
def test_a_check_of_the_table_stands_in_the_source(mutation: Mutation) -> None:
    assert mutation.source() != mutation.path.read_text(encoding="utf-8")
    for test in mutation.tests:
        assert (ROOT / test.partition("::")[0]).exists()


def test_every_check_has_a_name_of_its_own() -> None:
    names = [mutation.check for mutation in MUTATIONS]
    assert len(set(names)) == len(names)


def test_the_suites_exist() -> None:
    assert all((ROOT / suite).exists() for suite in (*REJECTED, *ACCEPTED))
