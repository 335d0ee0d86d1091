"""One call without any socket: what is sent, and what is taken for its answer."""

import pytest

from kingpin_sdk.errors import ProtocolError
from kingpin_sdk.rpc import Framing, WireOptions
from kingpin_sdk.rpc._exchange import Exchange
from kingpin_sdk.rpc._framing import Inbox
from kingpin_sdk.rpc._framing_bytes import LENGTH, framed
from kingpin_sdk.rpc._wire import LARGEST_MESSAGE, WireProtocol
from tests.unit.rpc.shapes import GET, Node, reply

_ANSWER = reply(GET, success=Node(number=7))


def _call(framing: Framing, number: int = 1) -> Exchange[Node]:
    return Exchange(WireOptions(framing=framing), GET, {"node": None}, number)


def test_a_second_answer_behind_the_first_is_refused() -> None:
    frame = framed(_ANSWER, Framing.FRAMED)
    with pytest.raises(ProtocolError, match=r"^get: more than one answer$"):
        _call(Framing.FRAMED).receive(frame + frame)
    with pytest.raises(ProtocolError, match=r"^get: more than one answer$"):
        _call(Framing.FRAMED).receive(frame + frame[:1])
    pieces = _call(Framing.UNFRAMED)
    assert not pieces.receive(_ANSWER[:20])
    with pytest.raises(ProtocolError, match=r"^get: more than one answer$"):
        pieces.receive(_ANSWER[20:] + _ANSWER)


def test_an_answer_that_is_longer_than_its_frame_is_refused() -> None:
    with pytest.raises(ProtocolError, match=r"^get: a message that is longer than its frame$"):
        _call(Framing.FRAMED).receive(framed(_ANSWER[:-1], Framing.FRAMED))


def test_the_largest_message_is_waited_for_and_no_larger_one() -> None:
    inbox = Inbox(Framing.FRAMED, WireProtocol.BINARY)
    inbox.feed(LENGTH.pack(LARGEST_MESSAGE))
    assert not inbox.use_next(_unused)
    inbox = Inbox(Framing.FRAMED, WireProtocol.BINARY)
    inbox.feed(LENGTH.pack(LARGEST_MESSAGE + 1))
    with pytest.raises(ProtocolError, match="is the peer unframed"):
        inbox.use_next(_unused)
    with pytest.raises(ProtocolError, match="a message of more than"):
        Inbox(Framing.UNFRAMED, WireProtocol.BINARY).feed_part(bytes(LARGEST_MESSAGE + 1))


def _unused(message: bytes) -> bool:
    pytest.fail(f"not to be read: {message[:20]!r}")


@pytest.mark.parametrize("number", [5, 2**31 + 5, 2**32 + 5, 5 - 2**31])
def test_a_number_beyond_those_of_the_wire_begins_again(number: int) -> None:
    call = _call(Framing.UNFRAMED, number)
    assert call.request == _call(Framing.UNFRAMED, 5).request
    assert call.receive(reply(GET, number=5, success=Node(number=7)))
    assert call.result().__dict__["number"] == 7
