"""A message of 13 KB with 201 records to bytes and back, against thriftpy2's own classes.

Both sides use thriftpy2's Cython codec. Ours also guards it against hostile messages, checks that
required fields are there, and makes enums of ints and sets of lists.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from benchmarks._bench import Bench, Row
from benchmarks._figure import Figure, unmeasured
from benchmarks._probe import ProbeError, time_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CODEC"]

_ENCODE, _DECODE = 1.0, 1.1

_IDL = """
namespace py benchgen
enum Color { RED = 0, GREEN = 1, BLUE = 2 }
struct Pin {
  1: required i64 id
  2: Color color = Color.RED
  3: optional set<string> tags
  4: string title
  5: double score
  6: bool live
  7: optional string note
  8: i32 saves
}
struct Board { 1: required list<Pin> pins, 2: string name }
service Boards { Board get(1: i32 id) }
"""

_SETUP = """
import io, sys
sys.path.insert(0, {folder!r})
import thriftpy2
from thriftpy2.protocol import TCyBinaryProtocol
from thriftpy2.transport import TCyBufferedTransport, TCyMemoryBuffer
from benchgen import boards as ours
from kingpin_sdk.rpc._codec import decode, encode
from kingpin_sdk.rpc._method import Record
from kingpin_sdk.rpc._wire import WireProtocol

theirs = thriftpy2.load({idl!r}, "boards_thrift")
method = ours.BoardsProcessor.methods["get"]
their_spec = {{0: (12, "success", theirs.Board, False)}}

def board(module, color, some):
    pins = [
        module.Pin(
            id=number * 1_000_003, color=color(number % 3), title="a pin of " + "ab" * (number % 7),
            tags=some(["new", "tag%d" % number]) if number % 2 else None, score=number / 7,
            live=number % 3 == 0, saves=number * 17,
        )
        for number in range(200)
    ]
    return module.Board(pins=pins, name="a board")

our_board, their_board = board(ours, ours.Color, set), board(theirs, int, list)

def encode_ours():
    record = Record(method.result, {{"success": our_board}})
    return encode(WireProtocol.BINARY, "get", 2, 1, record, portable=False)

def encode_theirs():
    buffer = TCyMemoryBuffer()
    protocol = TCyBinaryProtocol(buffer)
    protocol.write_message_begin("get", 2, 1)
    protocol.write_struct(Record(their_spec, {{"success": their_board}}))
    return buffer.getvalue()

data = encode_theirs()

def decode_ours():
    record = Record(method.result, {{}})
    decode(WireProtocol.BINARY, data, lambda *head: record, portable={portable}, whole=True)
    method.finish_result(record)
    return record.success

def decode_theirs():
    protocol = TCyBinaryProtocol(TCyBufferedTransport(io.BytesIO(data)), strict_decode=True)
    protocol.read_message_begin()
    record = Record(their_spec, {{}})
    protocol.read_struct(record)
    return record.success

assert decode_ours() == our_board and 12_000 < len(data) < 16_000
"""


def _codec(bench: Bench) -> Iterator[Figure]:
    idl = bench.scratch / "boards.thrift"
    idl.write_text(_IDL, encoding="utf-8")
    command = [sys.executable, "-m", "kingpin_codegen", str(idl), "--out", str(bench.scratch)]
    subprocess.run(command, check=True, capture_output=True)
    titles = {"encode": "encode 13 KB, 201 records", "decode": "decode it, checked and converted"}
    limits = {"encode": _ENCODE, "decode": _DECODE}
    pairs = {f"{verb}_ours()": f"{verb}_theirs()" for verb in titles}
    for portable in (False, True):
        setup = _SETUP.format(folder=str(bench.scratch), idl=str(idl), portable=portable)
        wanted = pairs if not portable else {"decode_ours()": "decode_theirs()"}
        try:
            found = time_statements(setup, wanted, rounds=bench.samples(41, 301))
        except ProbeError as error:
            yield unmeasured(CODEC.name, "encode and decode", str(error), at_most=_DECODE)
            return
        for verb, title in titles.items():
            timing = found.get(f"{verb}_ours()")
            if timing is None:
                continue
            said = f"{timing.ns / 1e3:.0f} us; thriftpy2.load's {timing.base_ns / 1e3:.0f} us"
            if portable:
                yield Figure(CODEC.name, "  the portable codec", timing.ratio, beside=said)
            else:
                yield Figure(CODEC.name, title, timing.ratio, beside=said, at_most=limits[verb])


CODEC = Row("codec", "codegen", "Generated classes on the wire", _codec)
