"""How far a log may be shortened: not before the slowest of its readers."""

from aiokafka import TopicPartition

from lti_tool.adapters.kafka_trim import read_by_all

A0, A1, B0 = TopicPartition("a", 0), TopicPartition("a", 1), TopicPartition("b", 0)


def test_the_slowest_reader_of_a_topic_decides() -> None:
    assert read_by_all([{A0: 9, B0: 4}, {A0: 5}]) == {A0: 5, B0: 4}


def test_a_reader_that_has_committed_nothing_of_a_partition_has_it_before_it() -> None:
    assert read_by_all([{A0: 9, A1: 7}, {A0: 5}]) == {A0: 5}


def test_without_readers_nothing_may_go() -> None:
    assert read_by_all([]) == {}
    assert read_by_all([{}]) == {}
