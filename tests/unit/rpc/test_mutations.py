"""24,000 damaged messages: a value or a clear error each, in little time and memory."""

from __future__ import annotations

import random
import resource
import time

import pytest

from kingpin_sdk.errors import RpcError
from kingpin_sdk.rpc import Framing, WireOptions, WireProtocol
from kingpin_sdk.rpc._exchange import Exchange
from kingpin_sdk.rpc._framing_bytes import framed
from tests.unit.rpc.shapes import GET, Node, message

_EACH = 6000
_KIB_MORE = 200 * 1024


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.randrange(len(changed) or 1)
        match chance.randrange(6):
            case 0:
                changed[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                changed[place : place + 1] = bytes([changed[place] ^ 1 << chance.randrange(8)])
            case 2:
                del changed[place : place + chance.randrange(1, 9)]
            case 3:
                changed[place:place] = chance.randbytes(chance.randrange(1, 9))
            case 4:
                changed[place : place + 4] = b"\x7f\xff\xff\xff"
            case _:
                del changed[place:]
        if not changed:
            break
    return bytes(changed)


def _answer(protocol: WireProtocol) -> bytes:
    node = Node(
        number=15, text="t" * 14, numbers=[1, 2, 3], grid=[[1], [2, 3]],
        nodes={"a": Node(number=1)}, truth=True, real=1.5, data=b"\x0f\x00\x01\x01\x7f",
        next=Node(text="in"), words=["w"], tiny=1, small=2, large=3,
    )  # fmt: skip
    carrier = type("Carrier", (), {"thrift_spec": GET.result, "success": node})()
    return message("get", carrier, protocol=protocol)


@pytest.mark.parametrize("framing", list(Framing))
@pytest.mark.parametrize("protocol", list(WireProtocol))
def test_a_damaged_answer_is_a_value_or_an_rpc_error(
    framing: Framing, protocol: WireProtocol
) -> None:
    chance = random.Random(f"{framing} {protocol}")  # noqa: S311 - damage is no secret
    wire = WireOptions(framing=framing, protocol=protocol)
    answer = _answer(protocol)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    values = errors = unfinished = 0
    slowest = 0.0
    for _ in range(_EACH):
        data = _damaged(framed(answer, framing) if chance.random() < 0.3 else answer, chance)
        if framing is Framing.FRAMED and chance.random() < 0.7:
            data = framed(data, framing)
        began = time.process_time()
        exchange = Exchange(wire, GET, {"node": None}, 1)
        try:
            if exchange.receive(data or b"\0"):
                exchange.result()
                values += 1
            else:
                unfinished += 1
        except RpcError as error:
            errors += str(error).startswith("get: ")
        slowest = max(slowest, time.process_time() - began)
    assert values + errors + unfinished == _EACH
    assert min(values, errors, unfinished) > 50
    assert slowest < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < _KIB_MORE


def test_the_answer_itself_is_fine() -> None:
    for protocol in WireProtocol:
        exchange = Exchange(WireOptions(protocol=protocol), GET, {"node": None}, 1)
        assert exchange.receive(_answer(protocol))
        assert exchange.result().__dict__["words"] == ["w"]
