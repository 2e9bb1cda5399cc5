"""Accepts clients on loopback and gives each a thread."""

from __future__ import annotations

import ipaddress
import logging
import selectors
import socket
import threading
import time
from dataclasses import dataclass

from . import packets
from .channel import SocketChannel
from .conversation import HANDSHAKE_TIMEOUT_S, Account, Conversation, Sessions
from .errors import TOO_MANY_CONNECTIONS, ClientGone

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the server takes on."""

    connections: int = 64
    stop_grace_s: float = 10.0


class Server:
    """Listens from its construction on; serves from `serve` to `stop`."""

    def __init__(
        self, address: tuple[str, int], sessions: Sessions, account: Account, limits: Limits
    ) -> None:
        """Bind the address; port 0 takes a free one.

        Raises:
            ValueError: the address is not loopback, or the password is empty.
            OSError: the port is taken.
        """
        if not is_loopback(address[0]):
            raise ValueError(f"{address[0]} is not a loopback address")
        if not account.password:
            raise ValueError("a password is required")
        self._sessions, self._account, self._limits = sessions, account, limits
        self._channels: dict[threading.Thread, SocketChannel] = {}
        self._lock = threading.Lock()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._listener = socket.create_server(address, backlog=limits.connections)

    @property
    def address(self) -> tuple[str, int]:
        """The bound host and port."""
        host, port = self._listener.getsockname()[:2]
        return host, port

    def serve(self) -> bool:
        """Accept clients until `stop`; return whether all of them had their answers."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._wake_reader, selectors.EVENT_READ)
            while not self._stopped(selector):
                self._accept()
        self._listener.close()
        return self._let_finish()

    def stop(self) -> None:
        """Ask `serve` to return; safe in a signal handler and from any thread."""
        self._wake_writer.send(b"\x00")

    def _stopped(self, selector: selectors.BaseSelector) -> bool:
        return any(key.fileobj is self._wake_reader for key, _ in selector.select())

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError as error:
            _log.warning("cannot accept: %s", error)
            return
        channel = SocketChannel(connection, HANDSHAKE_TIMEOUT_S)
        with self._lock:
            crowded = len(self._channels) >= self._limits.connections
        if crowded:
            _turn_away(channel)
            return
        thread = threading.Thread(target=self._converse, args=(channel,), daemon=True)
        with self._lock:
            self._channels[thread] = channel
        thread.start()

    def _converse(self, channel: SocketChannel) -> None:
        try:
            Conversation(channel, self._sessions, self._account)()
        finally:
            channel.close()
            with self._lock:
                del self._channels[threading.current_thread()]

    def _let_finish(self) -> bool:
        with self._lock:
            running = dict(self._channels)
        for channel in running.values():
            channel.end_input()
        deadline = time.monotonic() + self._limits.stop_grace_s
        for thread in running:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in running)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _turn_away(channel: SocketChannel) -> None:
    try:
        channel.write(packets.exception(TOO_MANY_CONNECTIONS, "Too many connections"))
        channel.flush()
    except ClientGone:
        _log.debug("client gone before it was turned away")
    finally:
        channel.close()
