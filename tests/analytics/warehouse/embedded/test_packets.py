from __future__ import annotations

import pytest

from analytics.warehouse.embedded import packets
from analytics.warehouse.embedded.errors import ClientGone, ProtocolViolation
from analytics.warehouse.embedded.packets import Hello, Progress, Setting, Version
from analytics.warehouse.embedded.wire import string, varint
from tests.analytics.warehouse.embedded.fuzzing import reader_of


def hello_bytes(revision: int) -> bytes:
    names = string("db") + string("me") + string("secret")
    return varint(0) + string("driver") + varint(20) + varint(10) + varint(revision) + names


def client_info(*, traced: bool) -> bytes:
    trace = b"\x01" + bytes(24) + string("state") + b"\x01" if traced else b"\x00"
    return (
        b"\x01" + string("") + string("") + string("0.0.0.0:0") + bytes(8) + b"\x01"
        + string("me") + string("host") + string("driver") + varint(20) + varint(10)
        + varint(54468) + string("quota") + varint(0) + varint(2) + trace + varint(0) * 3
    )  # fmt: skip


def query_bytes(sql: str, *, compressed: bool, traced: bool = False) -> bytes:
    settings = (
        string("max_threads") + b"\x00" + string("2")
        + string("odd") + b"\x01" + string("x") + string("")
    )  # fmt: skip
    rest = string("") + varint(2) + varint(compressed) + string(sql)
    return string("id") + client_info(traced=traced) + settings + rest


def test_a_hello_says_who_the_client_is() -> None:
    hello = packets.read_hello(reader_of(hello_bytes(54468)))
    assert hello == Hello("driver", 54468, "db", "me", "secret")


def test_a_client_that_is_too_old_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        packets.read_hello(reader_of(hello_bytes(54452)))


def test_a_connection_that_begins_with_http_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        packets.read_hello(reader_of(b"GET / HTTP/1.1\r\n"))


@pytest.mark.parametrize("traced", [False, True])
def test_a_query_is_read_to_its_last_byte(*, traced: bool) -> None:
    reader = reader_of(query_bytes("SELECT 1", compressed=True, traced=traced) + b"!")
    query = packets.read_query(reader)
    assert (query.sql, query.compressed) == ("SELECT 1", True)
    assert query.settings == (
        Setting("max_threads", "2", important=False),
        Setting("odd", "x", important=True),
    )
    assert reader.read(1) == b"!"


def test_a_query_that_breaks_off_means_that_the_client_is_gone() -> None:
    whole = query_bytes("SELECT 1", compressed=False)
    for length in range(len(whole)):
        with pytest.raises(ClientGone):
            packets.read_query(reader_of(whole[:length]))


def test_the_servers_hello_names_the_revision_that_it_speaks() -> None:
    reader = reader_of(packets.hello(Version(26, 9, 2), "UTC"))
    assert (reader.varint(), reader.text()) == (0, "ClickHouse")
    assert [reader.varint() for _ in range(3)] == [26, 9, 54453]
    assert (reader.text(), reader.text(), reader.varint()) == ("UTC", "signpost", 2)


def test_an_exception_carries_clickhouses_code() -> None:
    reader = reader_of(packets.exception(60, "no such table"))
    assert (reader.varint(), reader.uint32()) == (2, 60)
    texts = [reader.text() for _ in range(3)]
    assert texts == ["DB::Exception", "DB::Exception: no such table", ""]
    assert reader.byte() == 0


def test_progress_has_five_counts_at_this_revision() -> None:
    reader = reader_of(packets.progress(Progress(1, 2, 3, 4)))
    assert [reader.varint() for _ in range(6)] == [3, 1, 2, 0, 3, 4]
    assert reader.buffered == 0
