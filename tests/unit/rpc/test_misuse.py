"""What no type checker has seen is refused at once, with the way out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from kingpin_sdk.errors import EncodeError
from kingpin_sdk.rpc import AsyncClient, CallOptions, Client, ThriftServer, Tls
from kingpin_sdk.rpc._method import Method
from kingpin_sdk.rpc._processor import Processor
from kingpin_sdk.rpc._wire import LARGEST_MESSAGE, STRING
from kingpin_sdk.rpc.runtime import LocalChannel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SAY: Method[str] = Method(
    "say",
    arguments={1: (STRING, "text", False)},
    result={0: (STRING, "success", False)},
)


class _Service(Processor):
    methods: ClassVar[Mapping[str, Method[Any]]] = {"say": _SAY}


class _Handler:
    def say(self, text: str, /) -> str:
        return text


class _Caller(Client):
    def say(self, text: str) -> str:
        return self._call(_SAY, {"text": text}, None)


def test_an_option_that_does_not_exist() -> None:
    options: dict[str, Any] = {"time_out": 0.1}
    with pytest.raises(TypeError, match=r"no option time_out; did you mean timeout\?"):
        Client("127.0.0.1:1", **options)
    options = {"TLS": Tls()}
    with pytest.raises(TypeError, match=r"no option TLS; did you mean tls\?"):
        Client("127.0.0.1:1", **options)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("tls", True, "Tls"),
        ("pool", 5, "PoolOptions"),
        ("retry", 3, "RetryPolicy"),
        ("budget", 0.2, "RetryBudget"),
        ("hedge", True, "HedgePolicy"),
        ("balancer", "p2c", "Balancer"),
        ("service", 5, "str"),
    ],
)
@pytest.mark.parametrize("kind_of_client", [Client, AsyncClient])
def test_an_option_that_is_none_of_its_kind(
    kind_of_client: type[Client | AsyncClient],
    name: str,
    value: Any,  # noqa: ANN401 - whatever there is
    kind: str,
) -> None:
    with pytest.raises(TypeError, match=f"^{name}={value!r}: give a {kind}$"):
        kind_of_client("127.0.0.1:1", **{name: value})


def test_a_word_that_no_server_speaks() -> None:
    options: dict[str, Any] = {"framing": "Framed"}
    with pytest.raises(ValueError, match=r"^'Framed' is no Framing: give unframed or framed$"):
        Client("127.0.0.1:1", **options)
    options = {"protocol": "json"}
    with pytest.raises(ValueError, match=r"^'json' is no WireProtocol: give binary or compact$"):
        Client("127.0.0.1:1", **options)


@pytest.mark.parametrize("given", [None, ["a:1"], b"a:1", ("a", 1)])
def test_something_else_than_an_endpoint_source(given: Any) -> None:  # noqa: ANN401 - whatever there is
    with pytest.raises(TypeError, match="no endpoint source"):
        Client(given)


@pytest.mark.parametrize("given", ["unix:", "unix:run/x.sock"])
def test_a_socket_without_a_whole_path(given: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"endpoint {given!r}: write a whole path")):
        Client(given)


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan"), float("inf"), 1e30])
def test_a_timeout_that_is_no_time(timeout: float) -> None:
    with pytest.raises(ValueError, match="timeout"):
        CallOptions(timeout=timeout)
    with pytest.raises(ValueError, match="timeout"):
        Client("127.0.0.1:1", timeout=timeout)


@pytest.mark.parametrize("timeout", ["a", True])
def test_a_timeout_that_is_no_number(timeout: Any) -> None:  # noqa: ANN401 - whatever there is
    with pytest.raises(TypeError, match="no number of seconds"):
        Client("127.0.0.1:1").with_options(timeout=timeout)


def test_paths_as_text(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    text: Any = str(file)
    assert Tls(ca=text, key=text) == Tls(ca=file, key=file)
    text = str(tmp_path / "it.sock")
    with ThriftServer(_Service(_Handler()), path=text) as server:
        assert server.address == f"unix:{text}"


@pytest.mark.parametrize("handler", [None, object(), 3])
def test_a_handler_without_the_methods(handler: object) -> None:
    with pytest.raises(TypeError, match="no method say"):
        _Service(handler)


def test_a_message_that_nobody_would_read_is_not_sent() -> None:
    with ThriftServer(_Service(_Handler())) as server:
        for client in (
            _Caller(f"127.0.0.1:{server.port}"),
            _Caller.over(LocalChannel(_Service(_Handler()))),
        ):
            with client:
                with pytest.raises(EncodeError, match=f"has {LARGEST_MESSAGE} at most"):
                    client.say("x" * LARGEST_MESSAGE)
                assert client.say("ann") == "ann"


class _Awaited:
    async def say(self, text: str, /) -> str:
        return text


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (_Awaited(), r"_Awaited\.say must be awaited, and servers call on threads: make it def"),
        (_Handler, "_Handler is a class: give an object of it"),
        (object(), "object is no handler of this service: no method say"),
    ],
)
def test_what_can_handle_no_call(given: object, why: str) -> None:
    with pytest.raises(TypeError, match=f"^{why}$"):
        _Service(given)
