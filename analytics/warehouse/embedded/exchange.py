"""Blocks in both directions over one channel, compressed or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import packets
from .blocks import BLOCK_INFO, Block, read_block
from .channel import Channel
from .compression import compress, read_frame
from .errors import ProtocolViolation
from .packets import ClientPacket
from .wire import WireReader


class Cancelled(Exception):
    """The client asked to stop the query: a wish, not an error."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The data of one query."""

    channel: Channel
    compressed: bool

    def send_block(self, body: bytes) -> None:
        """Send one Native block."""
        self.channel.write(packets.data_header())
        if self.compressed:
            self.channel.write(compress(BLOCK_INFO + body))
            return
        self.channel.write(BLOCK_INFO)
        self.channel.write(body)

    def blocks(self) -> Iterator[Block]:
        """Yield the client's blocks up to the empty one that ends them.

        Raises:
            Cancelled: the client wants to stop instead.
        """
        while not (block := self._receive_block()).ends_the_data:
            yield block

    def drain(self) -> None:
        """Read the rest of the client's data and drop it."""
        for _ in self.blocks():
            continue

    def stop_if_cancelled(self) -> None:
        """Look, without waiting, whether the client has had enough.

        Raises:
            Cancelled: it has.
        """
        if self.channel.has_input():
            kind = self.channel.reader.varint()
            if kind != ClientPacket.CANCEL:
                raise ProtocolViolation(f"packet {kind} came in the middle of a result")
            raise Cancelled

    def _receive_block(self) -> Block:
        reader = self.channel.reader
        match reader.varint():
            case ClientPacket.DATA:
                reader.text()  # the name of a temporary table
            case ClientPacket.CANCEL:
                raise Cancelled
            case other:
                raise ProtocolViolation(f"packet {other} came in the middle of the data")
        if not self.compressed:
            return read_block(reader)
        frames = WireReader(lambda: read_frame(reader))
        block = read_block(frames)
        if frames.buffered:
            raise ProtocolViolation("a compressed frame goes on after its block")
        return block
