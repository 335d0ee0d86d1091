"""The checks against real sockets, servers and processes."""

from __future__ import annotations

import http.server
import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from kingpin_sdk.announce import CallableCheck, parse_check
from kingpin_sdk.errors import SettingsError
from tests.programs import run_program
from tests.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

_HOST = "127.0.0.1"
_REPLY = b"\x80\x01\x00\x02"
_EXCEPTION = b"\x80\x01\x00\x03"


class _Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(int(self.path.removeprefix("/")))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base's
        pass


@pytest.fixture
def pages() -> Generator[int]:
    with http.server.HTTPServer((_HOST, 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@contextmanager
def _server(serve: Callable[[socket.socket], None]) -> Generator[int]:
    """Serve each connection with a function, one after the other."""
    with socket.create_server((_HOST, 0)) as listener:

        def run() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(10)
                    serve(connection)

        thread = threading.Thread(target=run)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.fixture
def closed_port() -> int:
    with socket.create_server((_HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _message(head: bytes, name: bytes, body: bytes, number: int = 1) -> bytes:
    return head + struct.pack("!i", len(name)) + name + struct.pack("!i", number) + body


_CALL = _message(b"\x80\x01\x00\x01", b"ping", b"\0")


def _thrift(answer: bytes, *, framed: bool) -> Callable[[socket.socket], None]:
    """A server that knows one way of framing, and answers one call."""

    def serve(connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            if framed:
                (length,) = struct.unpack("!i", stream.read(4))
                if length != len(_CALL):
                    return
            if stream.read(len(_CALL)) != _CALL:
                return
        head = struct.pack("!i", len(answer)) if framed else b""
        connection.sendall(head + answer)

    return serve


@pytest.mark.parametrize("text", ["tcp", "http:/200", "thrift:ping"])
def test_a_refused_connection_fails(text: str, closed_port: int) -> None:
    failure = parse_check(text, _HOST, closed_port).run(2)
    assert failure is not None
    assert "Connection refused" in failure


def test_tcp_passes_where_somebody_listens() -> None:
    with socket.create_server((_HOST, 0)) as listener:
        assert parse_check("tcp", _HOST, listener.getsockname()[1]).run(2) is None


@pytest.mark.parametrize(
    ("status", "failure"),
    [(200, None), (204, None), (302, "GET /302: status 302"), (503, "GET /503: status 503")],
)
def test_http_passes_with_200_to_299(pages: int, status: int, failure: str | None) -> None:
    assert parse_check(f"http:/{status}", _HOST, pages).run(5) == failure


@pytest.mark.parametrize("framed", [True, False])
@pytest.mark.parametrize("fixed", ["", ",same"])
def test_thrift_calls_a_void_method_framed_or_not(*, framed: bool, fixed: str) -> None:
    framing = fixed.replace("same", "framed" if framed else "unframed")
    with _server(_thrift(_message(_REPLY, b"ping", b"\0"), framed=framed)) as port:
        check = parse_check(f"thrift:ping{framing}", _HOST, port)
        assert check.run(5) is None
        assert check.run(5) is None


def test_thrift_takes_any_result_of_a_method_without_arguments() -> None:
    answer = _message(_REPLY, b"ping", b"\x08\x00\x00\x00\x00\x00\x02\x00")
    with _server(_thrift(answer, framed=False)) as port:
        assert parse_check("thrift:ping", _HOST, port).run(5) is None


_REFUSED = (
    b"\x0b\x00\x01" + struct.pack("!i", 14) + b"Unknown method" + b"\x08\x00\x02\0\0\0\x01" + b"\0"
)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (_message(_EXCEPTION, b"ping", _REFUSED), "ping: Unknown method"),
        (_message(_REPLY, b"ping", b"\x0c\x00\x01\x00\x00"), "an exception of its own"),
        (_message(_REPLY, b"pong", b"\0"), "no unframed Thrift"),
        (_message(_REPLY, b"ping", b"\0", number=7), "no unframed Thrift"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "no unframed Thrift"),
        (_REPLY, "closed the connection"),
        (b"", "closed the connection"),
    ],
)
def test_thrift_fails_with_any_other_answer(answer: bytes, says: str) -> None:
    with _server(_thrift(answer, framed=False)) as port:
        failure = parse_check("thrift:ping,unframed", _HOST, port).run(5)
    assert failure is not None
    assert says in failure


@pytest.mark.parametrize("length", [-1, 0, 2**31 - 1])
def test_thrift_refuses_a_frame_of_an_impossible_length(length: int) -> None:
    with _server(lambda one: one.sendall(struct.pack("!i", length))) as port:
        failure = parse_check("thrift:ping,framed", _HOST, port).run(5)
    assert failure is not None
    assert "framed" in failure


def test_a_dribble_of_bytes_does_not_move_the_deadline() -> None:
    over = threading.Event()

    def dribble(connection: socket.socket) -> None:
        while not over.wait(0.02):
            try:
                connection.sendall(b"\x80\x01\x00\x02\x7f"[:1])
            except OSError:
                return

    with _server(dribble) as port:
        # Four of these bytes claim a frame that is refused; eight claim a long name.
        failure = parse_check("thrift:ping,unframed", _HOST, port).run(0.3)
        over.set()
    assert failure is not None


def test_exec_passes_with_exit_code_0_and_no_shell_reads_it(tmp_path: Path) -> None:
    target = tmp_path / "it's here"
    assert parse_check(f'exec:touch "{target}"', _HOST, 1).run(10) is None
    assert target.exists()
    assert parse_check("exec:test a = 'a;exit 1'", _HOST, 1).run(10) == "test: exit code 1"
    assert parse_check("exec:sh -c 'kill -9 $$'", _HOST, 1).run(10) == "sh: killed by SIGKILL"


def _gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:  # noqa: PTH123 - not a file
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _sleeper(tmp_path: Path) -> tuple[str, Callable[[], int]]:
    """A command that starts another and waits; and that other's number."""
    written = tmp_path / "pid"
    command = f"exec:sh -c 'sleep 300 & echo $! > {written}.new; mv {written}.new {written}; wait'"
    return command, lambda: int(written.read_text()) if written.exists() else 0


def test_exec_is_killed_as_a_group_when_its_time_is_over(tmp_path: Path) -> None:
    command, child = _sleeper(tmp_path)
    check = parse_check(command, _HOST, 1)
    assert check.run(1.0) == "sh: not done in 1 s, killed"
    wait_until(lambda: child() and _gone(child()), timeout=5, what="the group is gone")


def test_exec_is_killed_as_a_group_when_it_is_cancelled(tmp_path: Path) -> None:
    command, child = _sleeper(tmp_path)
    check = parse_check(command, _HOST, 1)
    failures: list[str | None] = []
    thread = threading.Thread(target=lambda: failures.append(check.run(200)))
    thread.start()
    pid = wait_until(child, timeout=10, what="it runs")
    check.cancel()
    thread.join(20)
    assert failures == ["sh: killed by SIGKILL"]
    wait_until(lambda: _gone(pid), timeout=5, what="the group is gone")
    assert check.run(5) == "cancelled"


def test_a_function_fails_by_false_or_by_raising() -> None:
    def broken() -> None:
        raise ValueError("not well")

    assert CallableCheck(lambda: None).run(1) is None
    assert CallableCheck(lambda: 0).run(1) is None
    assert CallableCheck(lambda: False).run(1) == "it returned False"
    assert CallableCheck(broken).run(1) == "ValueError: not well"


@pytest.mark.parametrize(
    "text",
    [
        "", "tcp:80", "http", "http:", "http:health", "http:/a b", "http:/a\r\nX: y", "thrift",
        "thrift:", "thrift:a b", "thrift:ping,twice", "exec:", "exec:/does/not/exist",
        "exec:'unclosed", "ping",
    ],
)  # fmt: skip
def test_what_is_no_check_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="check"):
        parse_check(text, _HOST, 80)


def test_the_thrift_library_is_loaded_by_a_thrift_check_alone() -> None:
    program = """
        import sys
        from kingpin_sdk.announce import parse_check
        parse_check("tcp", "127.0.0.1", 1)
        assert "thriftpy2" not in sys.modules
        parse_check("thrift:ping", "127.0.0.1", 1)
        assert "thriftpy2" in sys.modules
    """
    assert run_program(program) == ""


@pytest.mark.parametrize("framing", ["TCyFramedTransportFactory", "TCyBufferedTransportFactory"])
def test_a_real_thrift_server_answers_either_way(tmp_path: Path, framing: str) -> None:
    (tmp_path / "ping.thrift").write_text(
        "exception Sick {}\n"
        "service Ping { void ping(), void sick() throws (1: Sick one), i32 number() }\n"
    )
    program = """
        import logging, sys, threading
        import thriftpy2
        from thriftpy2 import transport
        from thriftpy2.protocol import TCyBinaryProtocolFactory
        from thriftpy2.server import TThreadedServer
        from thriftpy2.thrift import TProcessor
        from kingpin_sdk.announce import parse_check

        logging.disable()  # A framed server speaks of the unframed message that comes first.
        idl = thriftpy2.load(sys.argv[1], "ping_thrift")

        class Handler:
            def ping(self): pass
            def sick(self): raise idl.Sick()
            def number(self): return 3

        factory = getattr(transport, sys.argv[2])()
        listening = transport.TServerSocket("127.0.0.1", 0)
        processor = TProcessor(idl.Ping, Handler())
        server = TThreadedServer(
            processor, listening, iprot_factory=TCyBinaryProtocolFactory(), itrans_factory=factory,
            daemon=True,
        )
        listening.listen()
        port = listening.sock.getsockname()[1]
        listening.listen = lambda: None
        threading.Thread(target=server.serve, daemon=True).start()

        for method in ("ping", "number", "sick", "missing"):
            check = parse_check(f"thrift:{method}", "127.0.0.1", port)
            print(check.run(5), check.run(5), sep="; ")
    """
    said = run_program(program, str(tmp_path / "ping.thrift"), framing)
    sick = "sick: it answered with an exception of its own"
    assert said.splitlines()[:3] == ["None; None", "None; None", f"{sick}; {sick}"]
    assert said.splitlines()[3].startswith("missing: ")
