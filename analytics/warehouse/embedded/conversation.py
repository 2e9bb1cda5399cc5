"""One client from its hello to its end, on a thread of its own."""

from __future__ import annotations

import hmac
import logging
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from . import packets
from .channel import Channel
from .engine import EngineSession, quote_name
from .errors import AUTHENTICATION_FAILED, ClientGone, ProtocolViolation, QueryFailed
from .exchange import Exchange
from .packets import ClientPacket, Hello, Version
from .queries import QueryRun

HANDSHAKE_TIMEOUT_S = 10.0
IDLE_TIMEOUT_S = 3600.0
PACKET_TIMEOUT_S = 300.0

_log = logging.getLogger(__name__)


class Sessions(Protocol):
    """Where a conversation gets its engine session."""

    @property
    def version(self) -> Version:
        """The engine's version."""

    @property
    def timezone(self) -> str:
        """The engine's time zone."""

    def open_session(self) -> EngineSession:
        """Return a new session."""


@dataclass(frozen=True, slots=True)
class Account:
    """The one user that may connect."""

    user: str
    password: str

    def admits(self, hello: Hello) -> bool:
        """Whether the client has the right name and password."""
        same_user = hmac.compare_digest(hello.user.encode(), self.user.encode())
        same_password = hmac.compare_digest(hello.password.encode(), self.password.encode())
        return same_user and same_password


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers one client until it leaves."""

    channel: Channel
    sessions: Sessions
    account: Account

    def __call__(self) -> None:
        """Serve the client; every way to end is a normal return."""
        try:
            self._greet_and_serve()
        except ClientGone:
            _log.debug("client gone")
        except ProtocolViolation as error:
            _log.warning("closing a connection: %s", error)
            self._say_goodbye(packets.exception(error.code, str(error)))
        except QueryFailed as error:
            self._say_goodbye(packets.exception(error.code, error.message))

    def _greet_and_serve(self) -> None:
        self.channel.wait_at_most(HANDSHAKE_TIMEOUT_S)
        hello = packets.read_hello(self.channel.reader)
        if not self.account.admits(hello):
            raise QueryFailed(
                AUTHENTICATION_FAILED,
                f"{hello.user}: Authentication failed: password is incorrect, "
                "or there is no user with such name.",
            )
        with closing(self.sessions.open_session()) as session:
            if hello.database:
                session.run(f"USE {quote_name(hello.database)}")
            self._send(packets.hello(self.sessions.version, self.sessions.timezone))
            while True:
                self._answer(session)

    def _answer(self, session: EngineSession) -> None:
        self.channel.wait_at_most(IDLE_TIMEOUT_S)
        kind = self.channel.reader.varint()
        self.channel.wait_at_most(PACKET_TIMEOUT_S)
        match kind:
            case ClientPacket.QUERY:
                self._query(session)
            case ClientPacket.PING:
                self._send(packets.pong())
            case ClientPacket.CANCEL:
                return  # it came too late: the query has ended
            case other:
                raise ProtocolViolation(f"packet {other} is not known here")

    def _query(self, session: EngineSession) -> None:
        query = packets.read_query(self.channel.reader)
        try:
            QueryRun(session, Exchange(self.channel, query.compressed))(query)
        except QueryFailed as error:
            self.channel.write(packets.exception(error.code, error.message))
        self.channel.flush()

    def _say_goodbye(self, packet: bytes) -> None:
        try:
            self._send(packet)
        except ClientGone:
            _log.debug("client gone before it could be told why")

    def _send(self, packet: bytes) -> None:
        self.channel.write(packet)
        self.channel.flush()
