"""Every type of the rich IDL, to Apache's bytes and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kingpin_codegen.load import load
from kingpin_codegen.model import DefinitionKind, Record, Reference
from kingpin_sdk.rpc._codec import decode, encode
from kingpin_sdk.rpc._method import Record as Carrier
from kingpin_sdk.rpc._wire import STRUCT, Kind, WireProtocol
from tests.codegen.generating import IDL, import_from, texts, write
from tests.codegen.interop import apache
from tests.codegen.interop.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kingpin_codegen.model import Program

# Apache's Python cannot read containers as keys, nor records without a hash.
_OURS_ONLY = {"Keys"}
_PROTOCOLS = list(WireProtocol)
_MANY = settings(
    max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


class _Setting(NamedTuple):
    program: Program
    values: Values
    ours: Any


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Setting]:
    """The rich IDL, and both sides' modules of it."""
    folder = tmp_path_factory.mktemp("rich")
    program = load([IDL / "rich.thrift"])
    write(folder, texts(IDL / "rich.thrift", prefix="ours"))
    apache.compile_python(IDL / "rich.thrift", folder)
    names = ["ours.pinboard.rich", "ours.pinboard.base.common"]
    names += ["pinboard.ttypes", "pinboard.base.ttypes"]
    with import_from(folder, *names) as [rich, common, their_rich, their_common]:
        ours = {"rich": rich, "common": common}
        theirs = {"rich": their_rich, "common": their_common}
        yield _Setting(program, Values(program, ours, theirs), rich)


def _types(program: Program) -> list[Reference]:
    return [
        Reference(each.name, document.key, each.kind)
        for document in program.documents
        for each in document.definitions
        if isinstance(each, Record)
    ]


def _round_trip(protocol: WireProtocol, value: Any, *, portable: bool) -> Any:  # noqa: ANN401
    """What comes back of a record of ours."""
    data = encode(protocol, "it", Kind.REPLY, 1, value, portable=portable)
    return _read(protocol, data, type(value), portable=portable)


def _read(protocol: WireProtocol, data: bytes, kind: Any, *, portable: bool) -> Any:  # noqa: ANN401
    record = kind.__kp_new__()
    decode(protocol, data, lambda _name, _kind, _number: record, portable=portable, whole=True)
    return kind.__kp_fin__(record) if hasattr(kind, "__kp_fin__") else record


def _fields(value: Any) -> Any:  # noqa: ANN401
    """What a record is compared by: exceptions have no equality of their own."""
    return attrs.asdict(value, recurse=False)


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@_MANY
@given(data=st.data())
def test_a_record_survives_apaches_reading_and_writing(
    setting: _Setting, protocol: WireProtocol, data: st.DataObject
) -> None:
    types = [each for each in _types(setting.program) if each.name not in _OURS_ONLY]
    type_ = data.draw(st.sampled_from(types))
    neutral = data.draw(setting.values.neutral(type_))
    ours = setting.values.ours(neutral, type_)
    theirs = setting.values.theirs(neutral, type_)
    sent = encode(protocol, "it", Kind.REPLY, 1, ours, portable=False)
    assert apache.decoded(protocol, sent, type(theirs)()) == theirs
    received = apache.encoded(protocol, "it", theirs)
    found = _read(protocol, received, type(ours), portable=False)
    assert _fields(found) == _fields(ours)


@pytest.mark.parametrize("protocol", _PROTOCOLS)
@_MANY
@given(data=st.data())
def test_a_record_survives_the_portable_codec_whatever_its_keys(
    setting: _Setting, protocol: WireProtocol, data: st.DataObject
) -> None:
    type_ = data.draw(st.sampled_from(_types(setting.program)))
    ours = setting.values.ours(data.draw(setting.values.neutral(type_)), type_)
    assert _fields(_round_trip(protocol, ours, portable=True)) == _fields(ours)


@_MANY
@given(data=st.data())
def test_both_codecs_write_the_same_bytes(setting: _Setting, data: st.DataObject) -> None:
    types = [each for each in _types(setting.program) if each.name not in _OURS_ONLY]
    type_ = data.draw(st.sampled_from(types))
    ours = setting.values.ours(data.draw(setting.values.neutral(type_)), type_)
    carrier = Carrier({0: (STRUCT, "success", type(ours), False)}, {"success": ours})
    fast, slow = (
        encode(WireProtocol.BINARY, "it", Kind.REPLY, 1, carrier, portable=portable)
        for portable in (False, True)
    )
    assert fast == slow


def test_every_kind_of_record_is_drawn(setting: _Setting) -> None:
    kinds = {each.kind for each in _types(setting.program)}
    assert kinds == {DefinitionKind.STRUCT, DefinitionKind.UNION, DefinitionKind.EXCEPTION}
