from __future__ import annotations

from typing import Any

import pytest

from analytics.warehouse.embedded.blocks import BLOCK_INFO, EMPTY_BLOCK
from analytics.warehouse.embedded.compression import compress, read_frame
from analytics.warehouse.embedded.conversation import Account, Conversation
from analytics.warehouse.embedded.errors import QueryFailed
from analytics.warehouse.embedded.packets import ServerPacket
from analytics.warehouse.embedded.wire import WireReader, string, varint
from tests.fakes.embedded import FakeChannel, FakeEngine, FakeSession, FakeStream

HELLO_TAIL = string("") + string("default") + string("secret")
DATA = varint(2) + string("")
NO_TABLES = DATA + EMPTY_BLOCK
PING = varint(4)
CANCEL = varint(3)
ONE_ROW = varint(1) + varint(1) + string("a") + string("UInt8") + b"\x07"
NO_ROWS = varint(1) + varint(0) + string("a") + string("UInt8")
DESCRIBED = (
    varint(7) + varint(1) + string("name") + string("String") + string("a")
    + string("type") + string("String") + string("UInt8")
    + b"".join(string(f"x{i}") + string("String") + string("") for i in range(5))
)  # fmt: skip
DESCRIBE_T = "DESCRIBE TABLE (SELECT a FROM t\n)"


def hello(tail: bytes = HELLO_TAIL) -> bytes:
    return varint(0) + string("driver") + varint(20) + varint(10) + varint(54468) + tail


def query(sql: str, settings: bytes = b"", *, compressed: bool = False) -> bytes:
    info = (
        b"\x01" + string("") * 3 + bytes(8) + b"\x01" + string("") * 3 + varint(0) * 3
        + string("") + varint(0) * 2 + b"\x00" + varint(0) * 3
    )  # fmt: skip
    rest = string("") + string("") + varint(2) + varint(compressed) + string(sql)
    return varint(1) + string("") + info + settings + rest


class Heard:
    """Reads what the server said."""

    def __init__(self, data: bytearray) -> None:
        rest = iter((bytes(data),))
        self.reader = WireReader(lambda: next(rest, b""))
        self.packets: list[Any] = []

    def all(self, *, compressed: bool = False) -> list[Any]:
        self.reader.skip(0)
        while self.packets == [] or self.reader.buffered:
            self.packets.append(self._packet(compressed=compressed))
        return self.packets

    def _packet(self, *, compressed: bool) -> Any:
        match ServerPacket(self.reader.varint()):
            case ServerPacket.HELLO:
                self.reader.text()
                _ = [self.reader.varint() for _ in range(3)]
                return "hello", self.reader.text(), self.reader.text(), self.reader.varint()
            case ServerPacket.EXCEPTION:
                code = self.reader.uint32()
                texts = [self.reader.text() for _ in range(3)]
                self.reader.byte()
                return "exception", code, texts[1]
            case ServerPacket.PROGRESS:
                return "progress", [self.reader.varint() for _ in range(5)]
            case ServerPacket.DATA:
                self.reader.text()
                return "data", self._block(compressed=compressed)
            case ServerPacket.PONG:
                return "pong"
            case ServerPacket.END_OF_STREAM:
                return "end"

    def _block(self, *, compressed: bool) -> bytes:
        if compressed:
            return read_frame(self.reader).removeprefix(BLOCK_INFO)
        self.reader.skip(len(BLOCK_INFO))
        self.reader.mark()
        self.reader.varint()
        rows = self.reader.varint()
        self.reader.text()
        width = 4 if self.reader.text().startswith("DateTime") else 1
        self.reader.skip(width * rows)
        return self.reader.cut()


@pytest.fixture
def talk(engine: FakeEngine) -> Any:
    def run(*said: bytes, interrupts: bool = False, compressed: bool = False) -> list[Any]:
        channel = FakeChannel(b"".join(said), interrupts=interrupts)
        Conversation(channel, engine, Account("default", "secret"))()
        return Heard(channel.heard).all(compressed=compressed)[1:]

    return run


def test_the_right_password_is_greeted(engine: FakeEngine) -> None:
    channel = FakeChannel(hello())
    Conversation(channel, engine, Account("default", "secret"))()
    assert Heard(channel.heard).all() == [("hello", "UTC", "signpost", 2)]
    assert engine.session.closed


@pytest.mark.parametrize("user_and_password", [("default", "wrong"), ("other", "secret"), ("", "")])
def test_a_wrong_user_or_password_is_told_code_516(
    user_and_password: tuple[str, str], engine: FakeEngine
) -> None:
    tail = string("") + b"".join(map(string, user_and_password))
    channel = FakeChannel(hello(tail) + PING)
    Conversation(channel, engine, Account("default", "secret"))()
    [packet] = Heard(channel.heard).all()
    assert packet[:2] == ("exception", 516)
    assert engine.session.asked == []


def test_the_clients_database_becomes_the_current_one(engine: FakeEngine) -> None:
    tail = string("odd`name") + string("default") + string("secret")
    Conversation(FakeChannel(hello(tail)), engine, Account("default", "secret"))()
    assert engine.session.asked == ["USE `odd\\`name`"]


def test_an_unknown_database_ends_the_connection(engine: FakeEngine) -> None:
    engine.session.answers["USE `no`"] = QueryFailed(81, "no such database")
    channel = FakeChannel(hello(string("no") + string("default") + string("secret")) + PING)
    Conversation(channel, engine, Account("default", "secret"))()
    assert Heard(channel.heard).all() == [("exception", 81, "DB::Exception: no such database")]


def test_a_ping_is_answered(talk: Any) -> None:
    assert talk(hello(), PING, PING) == ["pong", "pong"]


def test_a_late_cancel_is_passed_over(talk: Any) -> None:
    assert talk(hello(), CANCEL, PING) == ["pong"]


def test_an_unknown_packet_ends_the_connection(talk: Any) -> None:
    [packet] = talk(hello(), varint(9), PING)
    assert packet[:2] == ("exception", 99)


def test_a_select_sends_a_header_then_each_block(talk: Any, session: FakeSession) -> None:
    session.streams["SELECT a"] = stream = FakeStream([ONE_ROW, ONE_ROW])
    assert talk(hello(), query("SELECT a"), NO_TABLES) == [
        ("data", NO_ROWS),
        ("data", ONE_ROW),
        ("data", ONE_ROW),
        ("progress", [2, 0, 0, 0, 0]),
        "end",
    ]
    assert stream.closed


def test_a_select_without_rows_still_has_columns(talk: Any, session: FakeSession) -> None:
    session.streams["SELECT a FROM t"] = FakeStream([])
    session.answers[DESCRIBE_T] = DESCRIBED
    heard = talk(hello(), query("SELECT a FROM t"), NO_TABLES)
    assert heard == [("data", NO_ROWS), ("progress", [0] * 5), "end"]


TIME = varint(1) + varint(1) + string("a") + string("DateTime") + bytes(4)
ZONED = TIME.replace(string("DateTime"), string("DateTime('UTC')"))
DESCRIBED_TIME = DESCRIBED.replace(string("UInt8"), string("DateTime('UTC')"))


@pytest.mark.parametrize(("blocks", "runs"), [(1, 1), (3, 2)])
def test_a_time_gets_its_zone_back_and_only_a_long_result_runs_twice(
    blocks: int, runs: int, talk: Any, session: FakeSession
) -> None:
    session.streams["SELECT a"] = FakeStream([TIME] * blocks)
    session.answers["DESCRIBE TABLE (SELECT a\n)"] = DESCRIBED_TIME
    heard = talk(hello(), query("SELECT a"), NO_TABLES)
    head = ZONED[:1] + b"\x00" + ZONED[2:-4]
    assert heard[:-2] == [("data", head)] + [("data", ZONED)] * blocks
    assert session.asked.count("SELECT a") == runs


def test_an_error_after_the_first_block_is_told_and_the_connection_goes_on(
    talk: Any, session: FakeSession
) -> None:
    session.streams["SELECT a"] = FakeStream([ONE_ROW], QueryFailed(395, "thrown"))
    heard = talk(hello(), query("SELECT a"), NO_TABLES, PING)
    assert heard[-2:] == [("exception", 395, "DB::Exception: thrown"), "pong"]


def test_a_cancel_between_blocks_stops_the_select(talk: Any, session: FakeSession) -> None:
    session.streams["SELECT a"] = stream = FakeStream([ONE_ROW] * 100)
    heard = talk(hello(), query("SELECT a"), NO_TABLES, CANCEL, interrupts=True)
    assert heard == [("data", NO_ROWS), ("progress", [0] * 5), "end"]
    assert stream.closed


def test_settings_hold_for_one_query(talk: Any, session: FakeSession) -> None:
    settings = string("max_threads") + b"\x00" + string("2'")
    talk(hello(), query("OPTIMIZE TABLE t", settings), NO_TABLES)
    assert session.asked == [
        "SET max_threads = '2\\''", "OPTIMIZE TABLE t", "SET max_threads = DEFAULT"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("important", "heard_first"), [(b"\x00", "progress"), (b"\x01", "exception")]
)
def test_an_unknown_setting_matters_only_if_it_is_important(
    important: bytes, heard_first: str, talk: Any, session: FakeSession
) -> None:
    session.answers["SET odd = '1'"] = QueryFailed(115, "unknown")
    settings = string("odd") + important + string("1")
    assert talk(hello(), query("OPTIMIZE TABLE t", settings), NO_TABLES)[0][0] == heard_first


def test_a_setting_that_is_no_name_never_reaches_the_engine(
    talk: Any, session: FakeSession
) -> None:
    settings = string("a = 1; DROP TABLE t") + b"\x00" + string("1")
    [packet] = talk(hello(), query("SELECT a", settings), NO_TABLES)
    assert packet[:2] == ("exception", 115)
    assert session.asked == []


@pytest.mark.parametrize("compressed", [False, True])
def test_an_insert_gets_the_sample_block_and_stores_each_block(
    talk: Any, session: FakeSession, *, compressed: bool
) -> None:
    session.answers[DESCRIBE_T] = DESCRIBED
    pack = compress if compressed else bytes
    rows = DATA + pack(BLOCK_INFO + ONE_ROW)
    end = DATA + pack(EMPTY_BLOCK)
    start = query("INSERT INTO t (a) VALUES", compressed=compressed)
    heard = talk(hello(), start, end, rows, rows, end, compressed=compressed)
    assert heard == [("data", NO_ROWS), ("progress", [0, 0, 0, 2, 0]), "end"]
    assert session.inserting.appended == [ONE_ROW, ONE_ROW]
    assert session.inserting.finished
    assert session.inserting.closed
    assert session.asked[1:] == ["INSERT INTO t (a) <a>"]


def test_a_client_that_leaves_inside_its_data_stores_nothing(
    talk: Any, session: FakeSession
) -> None:
    session.answers[DESCRIBE_T] = DESCRIBED
    talk(hello(), query("INSERT INTO t (a) VALUES"), NO_TABLES, DATA + BLOCK_INFO + ONE_ROW)
    assert session.inserting.closed
    assert not session.inserting.finished


def test_a_client_that_cancels_its_insert_stores_nothing(talk: Any, session: FakeSession) -> None:
    session.answers[DESCRIBE_T] = DESCRIBED
    heard = talk(hello(), query("INSERT INTO t (a) VALUES"), NO_TABLES, CANCEL, PING)
    assert heard[-2:] == ["end", "pong"]
    assert session.inserting.closed
    assert not session.inserting.finished


def test_after_a_refused_block_the_rest_is_read_and_the_connection_goes_on(
    talk: Any, session: FakeSession
) -> None:
    session.answers[DESCRIBE_T] = DESCRIBED
    session.inserting.refuses = QueryFailed(6, "cannot parse")
    rows = DATA + BLOCK_INFO + ONE_ROW
    heard = talk(hello(), query("INSERT INTO t (a) VALUES"), NO_TABLES, rows, rows, NO_TABLES, PING)
    assert heard[1:] == [("exception", 6, "DB::Exception: cannot parse"), "pong"]
    assert session.inserting.closed
    assert not session.inserting.finished


def test_a_table_with_an_unmeasurable_column_is_refused_before_the_data(
    talk: Any, session: FakeSession
) -> None:
    session.answers[DESCRIBE_T] = DESCRIBED.replace(string("UInt8"), string("JSON"))
    heard = talk(hello(), query("INSERT INTO t (a) VALUES"), NO_TABLES, PING)
    assert (heard[0][:2], heard[1]) == (("exception", 48), "pong")


def test_a_frame_that_goes_on_after_its_block_ends_the_connection(
    talk: Any, session: FakeSession
) -> None:
    session.answers[DESCRIBE_T] = DESCRIBED
    end = DATA + compress(EMPTY_BLOCK)
    rows = DATA + compress(BLOCK_INFO + ONE_ROW + b"more")
    start = query("INSERT INTO t (a) VALUES", compressed=True)
    heard = talk(hello(), start, end, rows, PING, compressed=True)
    assert heard[-1][:2] == ("exception", 99)
    assert session.inserting.closed
    assert not session.inserting.finished


def test_a_temporary_table_is_refused_in_words(talk: Any, session: FakeSession) -> None:
    table = varint(2) + string("ids") + BLOCK_INFO + ONE_ROW
    heard = talk(hello(), query("SELECT a"), table, NO_TABLES, PING)
    assert (heard[0][:2], heard[1]) == (("exception", 48), "pong")
    assert session.asked == []


def test_two_statements_in_one_query_never_reach_the_engine(
    talk: Any, session: FakeSession
) -> None:
    [packet] = talk(hello(), query("SELECT 1; DROP TABLE t"), NO_TABLES)
    assert packet[:2] == ("exception", 62)
    assert session.asked == []


def test_the_result_of_a_show_is_split_into_its_blocks(talk: Any, session: FakeSession) -> None:
    session.answers["SHOW TABLES"] = ONE_ROW + ONE_ROW
    heard = talk(hello(), query("SHOW TABLES"), NO_TABLES)
    assert [packet[1] for packet in heard[:3]] == [NO_ROWS, ONE_ROW, ONE_ROW]
