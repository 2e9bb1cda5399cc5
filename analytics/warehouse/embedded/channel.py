"""One client's connection as bytes: what is read, what is written, how long to wait."""

from __future__ import annotations

import select
import socket
from typing import Protocol

from .errors import ClientGone
from .wire import WireReader

RECEIVE_BYTES = 1 << 18
SEND_BYTES = 1 << 16


class Channel(Protocol):
    """What a conversation needs of its connection."""

    @property
    def reader(self) -> WireReader:
        """The client's bytes."""

    def write(self, data: bytes) -> None:
        """Put bytes behind those that wait to be sent; raises `ClientGone`."""

    def flush(self) -> None:
        """Send what waits; raises `ClientGone`."""

    def has_input(self) -> bool:
        """Whether the client has said something that is not read yet."""

    def wait_at_most(self, timeout_s: float) -> None:
        """Give up on the client when one read or write takes longer."""


class SocketChannel:
    """A `Channel` over a connected TCP socket."""

    def __init__(self, connection: socket.socket, timeout_s: float) -> None:
        """Take over the socket."""
        self._socket = connection
        self._socket.settimeout(timeout_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pending = bytearray()
        self._input_ended = False
        self._reader = WireReader(self._receive)

    @property
    def reader(self) -> WireReader:
        """The client's bytes."""
        return self._reader

    def write(self, data: bytes) -> None:
        """Send large pieces at once, gather small ones."""
        if len(data) < SEND_BYTES:
            self._pending += data
            if len(self._pending) < SEND_BYTES:
                return
            data = b""
        self.flush()
        self._send(data)

    def flush(self) -> None:
        """Send what waits."""
        if self._pending:
            data, self._pending = bytes(self._pending), bytearray()
            self._send(data)

    def has_input(self) -> bool:
        """Whether a read would not wait; never, once `end_input` was called."""
        if self._input_ended:
            return False
        if self._reader.buffered:
            return True
        ready, _, _ = select.select([self._socket], [], [], 0)
        return bool(ready)

    def wait_at_most(self, timeout_s: float) -> None:
        """Set the longest wait of one system call."""
        self._socket.settimeout(timeout_s)

    def end_input(self) -> None:
        """Let no more requests in; an answer under way is still sent."""
        self._input_ended = True
        try:
            self._socket.shutdown(socket.SHUT_RD)
        except OSError:
            return  # the client has closed already

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(RECEIVE_BYTES)
        except OSError as error:
            raise ClientGone from error

    def _send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise ClientGone from error
