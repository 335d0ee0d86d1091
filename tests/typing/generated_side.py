"""What a type checker knows of generated classes, clients, handlers and processors."""

from __future__ import annotations

from typing import Literal, assert_never, assert_type

from kingpin_sdk.discovery import StaticEndpoints
from kingpin_sdk.rpc import CallOptions, ThriftServer
from tests.typing.gen.shop import (
    MOST,
    AsyncShopClient,
    Item,
    ItemId,
    Payment,
    ShopClient,
    ShopHandler,
    ShopProcessor,
    Size,
    SoldOut,
)

item = Item(id=1, name="bag", tags={"new"})
assert_type(item.id, int)
assert_type(item.size, Size)
assert_type(item.tags, set[str] | None)
assert_type(Size(2), Size)
assert_type(Size.LARGE.is_known, bool)
assert_type(MOST, int)
item.size = Size.LARGE

payment = Payment.of_cents(250)
assert_type(payment, Payment)
assert_type(payment.which, Literal["card", "cents"] | None)
assert_type(payment.cents, int | None)

client = ShopClient("127.0.0.1:8081", timeout=0.5, framing="framed", protocol="compact")
assert_type(client.find(7), Item)
assert_type(client.search({"new"}), list[Item])
assert_type(client.search({"new"}, 5), list[Item])
assert_type(client.ping(), str)
assert_type(client.pay(payment, note="thanks"), dict[str, int])
assert_type(client.with_options(timeout=0.2), ShopClient)
client.visit("front", _options=CallOptions(timeout=0.1))
handles: ShopHandler = client


def label(size: Size) -> str:
    """Name every member."""
    match size:
        case Size.SMALL:
            return "S"
        case Size.LARGE:
            return "L"
        case _:
            assert_never(size)


class Shop:
    """A handler."""

    def ping(self) -> str:
        """Answer."""
        return "pong"

    def find(self, id: ItemId, /) -> Item:  # noqa: A002 - the IDL's name
        """Find nothing."""
        raise SoldOut(item=Item(id=id, name="gone"))

    def search(self, tags: set[str], limit: int, /) -> list[Item]:
        """Find one."""
        return [Item(id=limit, name="any", tags=tags)]

    def visit(self, page: str, /) -> None:
        """Take note."""

    def pay(self, payment: Payment, note: str | None, /) -> dict[str, int]:
        """Take money."""
        return {note or "": payment.cents or 0}


class Closed:
    """No handler: most of its methods are missing."""

    def ping(self) -> str:
        """Answer."""
        return "closed"


def serve() -> None:
    """Serve a handler."""
    with ThriftServer(ShopProcessor(Shop()), port=8081) as server:
        assert_type(server.address, str)


async def ask() -> None:
    """Use the asynchronous twin."""
    async with AsyncShopClient(StaticEndpoints("10.0.0.1:80")) as shop:
        assert_type(await shop.find(7), Item)
        shop.find(7).name  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018


def must_be_rejected() -> None:
    """Every line is a mistake, and each checker says so."""
    Item(id=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Item(1, "bag")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Item(id="1", name="bag")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Item(id=None, name="bag")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Item(id=1, name="bag", size=2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Item(id=1, name="bag", tags=["new"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Item(id=1, name="bag", picture="png")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    item.nane = "bag"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    item.tags.add("new")  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    Payment.of_card(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Size.MEDIUM  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    client.find("7")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.find()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.search(["new"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.buy(7)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.find(7).price  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    client.ping().id  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    client.with_options(timeout="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ShopClient("127.0.0.1:1", framing="http")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ShopClient(8081)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ShopProcessor(Closed())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
