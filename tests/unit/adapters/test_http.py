"""The daemons' small HTTP server."""

from __future__ import annotations

import select
import socket
import sys
from contextlib import ExitStack, closing
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from kingpin_sdk.adapters.http import Answer, HttpServer, Request, json_answer, text_answer
from kingpin_sdk.errors import SettingsError
from kingpin_sdk.settings import HttpAddress

if TYPE_CHECKING:
    from collections.abc import Callable

_ANY = HttpAddress("127.0.0.1", 0)


def _server(answer: Callable[[Request], Answer], address: HttpAddress = _ANY) -> HttpServer:
    return HttpServer(address, answer, name="kingpin-test", flag="--listen")


def _ask(server: HttpServer, method: str, path: str, body: bytes = b"") -> tuple[int, str, bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request(method, path, body=body or None)
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"], response.read()
    finally:
        connection.close()


def test_a_request_is_its_method_and_decoded_path() -> None:
    def answer(request: Request) -> Answer:
        return json_answer([request.method, request.path])

    with _server(answer) as server:
        assert _ask(server, "GET", "/a%20b?c=d") == (200, "application/json", b'["GET", "/a b"]')
        assert _ask(server, "POST", "/x", b"unread" * 100)[2] == b'["POST", "/x"]'


def test_other_methods_are_not_understood() -> None:
    with _server(lambda _: text_answer("")) as server:
        assert _ask(server, "DELETE", "/")[0] == 501


def test_head_is_answered_as_get_without_the_body() -> None:
    with _server(lambda request: text_answer(request.method)) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        with closing(connection):
            # The second one would read a body of the first as its status line.
            for method, body in (("HEAD", b""), ("GET", b"GET")):
                connection.request(method, "/")
                response = connection.getresponse()
                assert (response.status, response.headers["Content-Length"]) == (200, "3")
                assert response.read() == body


def test_clients_that_say_nothing_keep_nobody_waiting() -> None:
    with _server(lambda _: text_answer("here")) as server, ExitStack() as stack:
        silent = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            for _ in range(8)
        ]
        assert _ask(server, "GET", "/")[2] == b"here"
        # Nobody had to be given up for it, which is what the end of a connection would tell.
        assert select.select(silent, [], [], 0)[0] == []


def test_many_clients_at_once_are_all_let_in() -> None:
    with _server(lambda _: text_answer("here")) as server, ExitStack() as stack:
        clients = [stack.enter_context(socket.socket()) for _ in range(100)]
        for client in clients:
            client.settimeout(20)
            client.connect(("127.0.0.1", server.port))
        # Whom the queue has no room for asks again, after a second.
        assert {_asked_again(client) for client in clients} == {0}


def _asked_again(client: socket.socket) -> int:
    """How often the system had to send something once more: ``tcpi_total_retrans`` of tcp(7)."""
    info = client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    return int.from_bytes(info[100:104], sys.byteorder)


def test_a_defect_is_logged_and_told_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: Request) -> Answer:
        raise ValueError(request.path)

    with _server(fail) as server:
        status, _, body = _ask(server, "GET", "/secret")
    assert status == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b"secret" not in body
    assert "GET /secret failed" in caplog.text


def test_an_address_that_is_taken_is_one_line_that_names_the_flag() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = HttpAddress("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(SettingsError, match=f"^--listen {address}: Address already in use"):
            _server(lambda _: text_answer(""), address)


def test_a_host_without_an_address_is_one_line_in_plain_words() -> None:
    with pytest.raises(SettingsError) as caught:
        _server(lambda _: text_answer(""), HttpAddress("a..b", 0))
    assert str(caught.value).startswith("--listen a..b:0: ")
    assert "HttpAddress" not in str(caught.value)


def test_closing_is_harmless_before_the_block_and_twice() -> None:
    server = _server(lambda _: text_answer(""))
    server.close()
    server.close()
