"""The version node and the index blob: one text, no newline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kingpin_sdk.errors import BackendError
from kingpin_sdk.formats.version import (
    decode_version,
    encode_version,
    next_version,
    version_micros,
)
from kingpin_sdk.model import Version


@pytest.mark.parametrize(
    ("data", "micros"),
    [
        (b"1795293386.81", 1795293386_810000),
        (b"1795293628.2", 1795293628_200000),
        (b"1795293643.0", 1795293643_000000),
        (b"1795300000", 1795300000_000000),
        (b"1795299999.123456", 1795299999_123456),
        (b"1795300001.5-8f3a9c", 1795300001_500000),
        (b"1795300001.000001-8f3a9c", 1795300001_000001),
        (b"v7", 0),
    ],
)
def test_every_version_text_kingpin_accepts_is_read_and_written_unchanged(
    data: bytes, micros: int
) -> None:
    version = decode_version(data, what="node")
    assert version is not None
    assert encode_version(version) == data
    assert version_micros(version) == micros


def test_an_empty_node_has_no_version() -> None:
    assert decode_version(b"", what="node") is None


@pytest.mark.parametrize(
    "data", [b"1'; rm", b"a/b", b"1 2", b"1\n", b"..", b"1..2", b"\xff", b"x" * 101, b"-1"]
)
def test_what_could_harm_is_no_version(data: bytes) -> None:
    with pytest.raises(BackendError, match="node holds no version"):
        decode_version(data, what="node")


def test_ours_are_these_texts() -> None:
    assert next_version(None, now=1795300001.000001, chance=0.0) == "1795300001.000001-000000"
    assert next_version(None, now=5.0, chance=0.999999999) == "0000000005.000000-ffffff"


def test_a_clock_that_steps_back_does_not_take_versions_along() -> None:
    previous = Version("1795293386.81")
    assert next_version(previous, now=10.0, chance=0.5) == "1795293386.810001-800000"


@given(
    st.lists(
        st.tuples(st.floats(0, 4e9), st.floats(0, 1, exclude_max=True)), min_size=2, max_size=20
    )
)
def test_ours_grow_as_text_and_as_time(steps: list[tuple[float, float]]) -> None:
    versions: list[Version] = []
    for now, chance in steps:
        versions.append(next_version(versions[-1] if versions else None, now=now, chance=chance))
    assert versions == sorted(versions)
    times = [version_micros(version) for version in versions]
    assert times == sorted(set(times))
    assert [decode_version(encode_version(version), what="n") for version in versions] == versions
