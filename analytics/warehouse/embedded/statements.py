"""Tells what a statement needs from the wire, without understanding it.

Three kinds behave differently: a SELECT streams its result, an INSERT whose rows the
client will send has to be answered with a sample block, and the rest simply runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from .errors import SYNTAX_ERROR, QueryFailed

_TOKEN = re.compile(
    r"""
      (?P<blank>\s+|--[^\n]*|\#[!\ ][^\n]*|/\*.*?\*/)
    | (?P<quoted>'(?:\\.|''|[^'\\])*'|`(?:\\.|``|[^`\\])*`|"(?:\\.|""|[^"\\])*")
    | (?P<word>\w+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_READS = {"SELECT", "WITH", "FROM", "("}
_TELLS = {"SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS"}
_INSERT_ENDS = {"VALUES", "FORMAT", "SELECT", "WITH", "FROM", "SETTINGS", "WATCH"}


class Kind(Enum):
    """How a statement is to be run."""

    STREAM = auto()
    RUN = auto()
    RECEIVE = auto()


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, and for one that receives rows, where they go.

    For `Kind.RECEIVE`, `sql` lacks the trailing VALUES or FORMAT, `target` is the table
    (or ``FUNCTION f(…)``) as written, and `columns` the list in brackets or ``*``.
    """

    kind: Kind
    sql: str
    target: str = ""
    columns: str = "*"


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    depth: int

    @property
    def upper(self) -> str:
        return self.text.upper()


def classify(sql: str) -> Statement:
    """Say how to run the one statement in this text.

    Raises:
        QueryFailed: there is no statement, or there are several.
    """
    tokens = _single(_tokens(sql))
    if tokens[0].upper == "INSERT":
        return _classify_insert(sql, tokens)
    if tokens[0].upper in _READS:
        return Statement(Kind.STREAM, _cut_end(sql, _without_format(tokens)))
    if tokens[0].upper in _TELLS:
        return Statement(Kind.RUN, _cut_end(sql, _without_format(tokens)))
    return Statement(Kind.RUN, _cut_end(sql, tokens))


def _without_format(tokens: list[_Token]) -> list[_Token]:
    """Drop a FORMAT at the end: the format of a result is the protocol's."""
    match tokens:
        case [_, *_, before, _] if before.upper == "FORMAT" and before.depth == 0:
            return tokens[:-2]
    return tokens


def _tokens(sql: str) -> list[_Token]:
    tokens, depth = [], 0
    for found in _TOKEN.finditer(sql):
        if found.lastgroup == "blank":
            continue
        text = found[0]
        depth -= text == ")"
        tokens.append(_Token(text, found.start(), depth))
        depth += text == "("
    return tokens


def _single(tokens: list[_Token]) -> list[_Token]:
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    if not tokens:
        raise QueryFailed(SYNTAX_ERROR, "Syntax error: empty query")
    if any(token.text == ";" for token in tokens) and not _has_inline_format(tokens):
        raise QueryFailed(SYNTAX_ERROR, "Syntax error: multi-statements are not allowed")
    return tokens


def _has_inline_format(tokens: list[_Token]) -> bool:
    # After FORMAT come rows in a syntax of their own, in which ; means nothing.
    first_end = next((token for token in tokens if token.text == ";"), None)
    return tokens[0].upper == "INSERT" and any(
        token.upper == "FORMAT" and token.depth == 0
        for token in tokens[: tokens.index(first_end) if first_end else None]
    )


def _cut_end(sql: str, tokens: list[_Token]) -> str:
    last = tokens[-1]
    return sql[: last.start + len(last.text)]


def _classify_insert(sql: str, tokens: list[_Token]) -> Statement:
    ends = [t for t in tokens[1:] if t.depth == 0 and t.upper in _INSERT_ENDS]
    body = [t for t in ends if t.upper != "SETTINGS"]
    if not _rows_follow(tokens, body):
        return Statement(Kind.RUN, _cut_end(sql, tokens))
    head_end = ends[0].start if ends else len(_cut_end(sql, tokens))
    data_start = body[0].start if body else len(_cut_end(sql, tokens))
    target, columns = _target(sql[:head_end], [t for t in tokens if t.start < head_end])
    return Statement(Kind.RECEIVE, sql[:data_start].rstrip(), target, columns)


def _rows_follow(tokens: list[_Token], ends: list[_Token]) -> bool:
    """Whether the statement stops where the client's rows would begin."""
    if not ends:
        return not _selects_in_brackets(tokens)
    last = tokens.index(ends[0])
    match ends[0].upper:
        case "VALUES":
            return last == len(tokens) - 1
        case "FORMAT":
            return last >= len(tokens) - 2
        case _:
            return False


def _selects_in_brackets(tokens: list[_Token]) -> bool:
    return any(
        before.text == "(" and before.depth == 0 and token.upper in {"SELECT", "WITH"}
        for before, token in pairwise(tokens)
    )


def _target(head: str, tokens: list[_Token]) -> tuple[str, str]:
    """Split ``INSERT INTO target (columns)`` into its two parts."""
    at = 1
    while at < len(tokens) and tokens[at].upper in {"INTO", "TABLE"}:
        at += 1
    if at == len(tokens):
        raise QueryFailed(SYNTAX_ERROR, "Syntax error: INSERT without a table")
    is_function = tokens[at].upper == "FUNCTION"
    start = tokens[at + 1].start if is_function and at + 1 < len(tokens) else tokens[at].start
    brackets = [t for t in tokens[at:] if t.text == "(" and t.depth == 0]
    lists = brackets[1:] if is_function else brackets
    if not lists:
        return head[start:].strip(), "*"
    columns = head[lists[-1].start :].strip()
    return head[start : lists[-1].start].strip(), columns[1:-1]
