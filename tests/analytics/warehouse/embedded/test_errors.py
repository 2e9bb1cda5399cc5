from __future__ import annotations

import pytest

from analytics.warehouse.embedded.errors import UNKNOWN_EXCEPTION, QueryFailed


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("Code: 60. DB::Exception: No table. (UNKNOWN_TABLE)", 60, "No table. (UNKNOWN_TABLE)"),
        ("Streaming query failed: Code: 395. DB::Exception: Bad. (THROW)", 395, "Bad. (THROW)"),
        (
            "Insert failed: Code: 6. DB::Exception: Bad. (PARSE) (version 26.9.2.1)",
            6,
            "Bad. (PARSE)",
        ),
        (
            "Code: 1. DB::Exception: Code: 1. DB::Exception: Bad. (BAD) (version 26.9.2.1). (BAD)",
            1,
            "Bad. (BAD)",
        ),
        ("something else", UNKNOWN_EXCEPTION, "something else"),
    ],
)
def test_the_engines_words_become_a_code_and_a_message(text: str, code: int, message: str) -> None:
    error = QueryFailed.from_engine(text)
    assert (error.code, error.message) == (code, message)
