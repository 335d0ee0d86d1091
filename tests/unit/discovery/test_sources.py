"""The sources that are no file: a list, and one source behind another."""

import pytest

from kingpin_sdk import NotAvailableError, ViewState, ViewStatus
from kingpin_sdk.discovery import EndpointSource, Fallback, ServersetFile, StaticEndpoints
from kingpin_sdk.model import Endpoint

ONE = Endpoint("10.0.0.1", 80)


class Scripted:
    """A source that does what a test says."""

    def __init__(self, *endpoints: Endpoint) -> None:
        self.now: tuple[Endpoint, ...] = endpoints
        self.error: NotAvailableError | None = None

    def endpoints(self) -> tuple[Endpoint, ...]:
        if self.error:
            raise self.error
        return self.now

    @property
    def status(self) -> ViewStatus:
        state = ViewState.NOT_READY if self.error else ViewState.STALE
        return ViewStatus(state, None, None, self.error, 0, {})


def state(source: EndpointSource) -> ViewState:
    return source.status.state


def test_a_static_list_gives_its_endpoints_in_order() -> None:
    source = StaticEndpoints("10.0.0.2:80", ONE._replace(weight=2.0), "10.0.0.2:80", "[::1]:9")
    assert source.endpoints() == (
        Endpoint("10.0.0.2", 80),
        ONE._replace(weight=2.0),
        Endpoint("::1", 9),
    )
    assert source.endpoints() is source.endpoints()
    assert state(source) is ViewState.READY
    assert repr(StaticEndpoints("a:1", "b:2")) == "<StaticEndpoints a:1, b:2>"


@pytest.mark.parametrize("text", ["nowhere", "host:0", ":80", "host:port", "host:70000", ""])
def test_a_text_that_is_no_endpoint_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="host:port"):
        StaticEndpoints(text)


def test_a_list_in_place_of_texts_is_refused() -> None:
    with pytest.raises(TypeError, match="one by one"):
        StaticEndpoints(["10.0.0.1:80"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_the_first_source_with_endpoints_serves() -> None:
    first, second = Scripted(), Scripted(ONE)
    source: EndpointSource = Fallback(first, second, StaticEndpoints("z:1"))
    assert source.endpoints() == (ONE,)
    assert state(source) is ViewState.STALE
    first.now = (Endpoint("a", 1),)
    assert source.endpoints() == first.now
    first.now = second.now = ()
    assert source.endpoints() == (Endpoint("z", 1),)
    assert state(source) is ViewState.READY


def test_a_source_that_cannot_be_read_is_passed_over() -> None:
    first, second = Scripted(ONE), Scripted(Endpoint("b", 2))
    first.error = NotAvailableError("no file")
    source = Fallback(first, second)
    assert source.endpoints() == second.now
    first.error = None
    assert source.endpoints() == (ONE,)


def test_only_when_no_source_can_be_read_the_first_error_is_raised() -> None:
    first, second = Scripted(ONE), Scripted()
    first.error, second.error = NotAvailableError("first"), NotAvailableError("second")
    source = Fallback(first, second)
    with pytest.raises(NotAvailableError, match="first"):
        source.endpoints()
    assert state(source) is ViewState.NOT_READY
    second.error = None
    assert source.endpoints() == ()


def test_a_file_is_an_endpoint_source() -> None:
    source: EndpointSource = ServersetFile("search", "prod", default=["a:1"])
    assert repr(Fallback(source, StaticEndpoints("b:2"))) == (
        "<Fallback <ServersetFile search.prod>, <StaticEndpoints b:2>>"
    )
