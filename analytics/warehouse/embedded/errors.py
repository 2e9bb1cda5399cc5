"""What can go wrong between a client, this server and the engine.

EmbeddedError
├── ClientGone            the connection is of no more use: close it, say nothing
├── ProtocolViolation     bytes we cannot follow: answer once, then close
│   └── UnsupportedType   a column type whose bytes we cannot measure
├── QueryFailed           the engine's own refusal: answer, keep the connection
└── EngineUnavailable     the data folder cannot be opened: the server does not start
"""

from __future__ import annotations

import re

SYNTAX_ERROR = 62
UNKNOWN_PACKET_FROM_CLIENT = 99
NOT_ENOUGH_SPACE = 243
NO_SUCH_DATA_PART = 232
UNKNOWN_SETTING = 115
NOT_IMPLEMENTED = 48
CHECKSUM_DOESNT_MATCH = 40
TOO_MANY_CONNECTIONS = 202
AUTHENTICATION_FAILED = 516
UNKNOWN_EXCEPTION = 1002

_CODE = re.compile(r"Code: (\d+)\. (?:DB::Exception: )?(?:Code: \d+\. DB::Exception: )?")
_VERSION = re.compile(r" \(version [\d.]+(?: \([^)]*\))?\)\.?(?: \([A-Z_0-9]+\))?$")


class EmbeddedError(Exception):
    """Anything this package raises on purpose."""


class ClientGone(EmbeddedError):
    """The client closed the connection or stopped answering."""


class ProtocolViolation(EmbeddedError):
    """The client's bytes make no sense, so what follows them cannot either."""

    code = UNKNOWN_PACKET_FROM_CLIENT

    def __init__(self, message: str, code: int | None = None) -> None:
        """Keep the ClickHouse error code that the client will be told."""
        super().__init__(message)
        if code is not None:
            self.code = code


class UnsupportedType(ProtocolViolation):
    """A column has a type whose serialised length is not known here."""

    code = NOT_IMPLEMENTED


class QueryFailed(EmbeddedError):
    """A query that the engine refused, with ClickHouse's own error code."""

    def __init__(self, code: int, message: str) -> None:
        """Keep the code apart from the words: clients branch on it."""
        super().__init__(message)
        self.code = code
        self.message = message

    @classmethod
    def from_engine(cls, text: str) -> QueryFailed:
        """Read the code and the message out of the engine's one string."""
        found = _CODE.search(text)
        if found is None:
            return cls(UNKNOWN_EXCEPTION, text)
        return cls(int(found[1]), _VERSION.sub("", text[found.end() :]))


class EngineUnavailable(EmbeddedError):
    """The engine could not open its data folder."""
