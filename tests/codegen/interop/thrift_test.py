"""ThriftTest's methods: a handler and calls that do for our classes and for Apache's."""

# ruff: noqa: N802, N815 - the names are the IDL's

from __future__ import annotations

import threading
from typing import Any

__all__ = ["Handler", "calls", "failures"]


class Handler:
    """Does what the comments of ThriftTest.thrift say, with either side's classes.

    Args:
        t: the module with the types.
    """

    def __init__(self, t: Any) -> None:  # noqa: ANN401 - generated classes
        self.t = t
        self.oneway = threading.Event()

    def testVoid(self) -> None: ...

    def _echo(self, thing: Any) -> Any:  # noqa: ANN401
        return thing

    testString = testBool = testByte = testI32 = testI64 = testDouble = testBinary = _echo
    testStruct = testNest = testMap = testStringMap = testSet = testList = testEnum = _echo
    testTypedef = _echo

    def testMapMap(self, _hello: int) -> dict[int, dict[int, int]]:
        return {
            -4: {number: number for number in range(-4, 0)},
            4: {number: number for number in range(1, 5)},
        }

    def testInsanity(self, argument: Any) -> Any:  # noqa: ANN401
        return {1: {2: argument, 3: argument}, 2: {6: self.t.Insanity()}}

    def testMulti(self, *arguments: Any) -> Any:  # noqa: ANN401
        return self.t.Xtruct(
            string_thing="Hello2",
            byte_thing=arguments[0],
            i32_thing=arguments[1],
            i64_thing=arguments[2],
        )

    def testException(self, arg: str) -> None:
        if arg == "Xception":
            raise self.t.Xception(errorCode=1001, message=arg)
        if arg == "TException":
            raise LookupError(arg)

    def testMultiException(self, arg0: str, arg1: str) -> Any:  # noqa: ANN401
        if arg0 == "Xception":
            raise self.t.Xception(errorCode=1001, message="This is an Xception")
        if arg0 == "Xception2":
            inner = self.t.Xtruct(string_thing="This is an Xception2")
            raise self.t.Xception2(errorCode=2002, struct_thing=inner)
        return self.t.Xtruct(string_thing=arg1)

    def testOneway(self, _seconds: int) -> None:
        self.oneway.set()


def calls(t: Any) -> list[tuple[str, tuple[Any, ...], Any]]:  # noqa: ANN401
    """Method, arguments, expected result."""
    xtruct = t.Xtruct(string_thing="Zero", byte_thing=1, i32_thing=-3, i64_thing=-5)
    nest = t.Xtruct2(byte_thing=1, struct_thing=xtruct, i32_thing=5)
    insane = t.Insanity(userMap={5: 5, 8: 8}, xtructs=[xtruct, t.Xtruct(i32_thing=2)])
    same: list[tuple[str, Any]] = [
        ("testString", "Ünï ☃ \0 \U0001f600" * 200), ("testString", ""), ("testBool", True),
        ("testBool", False), ("testByte", -128), ("testI32", -(2**31)), ("testI64", 2**63 - 1),
        ("testDouble", -5.2098523), ("testBinary", bytes(range(256)) * 50), ("testStruct", xtruct),
        ("testStruct", t.Xtruct()), ("testNest", nest), ("testMap", {n: n - 10 for n in range(5)}),
        ("testMap", {}), ("testStringMap", {"a": "2", "b": "blah", "some": "thing"}),
        ("testSet", set(range(-2, 3))), ("testSet", set()), ("testList", list(range(-2, 3))),
        ("testList", list(range(5000))), ("testEnum", 1), ("testEnum", 8),
        ("testTypedef", 309858235),
    ]  # fmt: skip
    return [
        ("testVoid", (), None),
        *((method, (value,), value) for method, value in same),
        ("testMapMap", (1,), Handler(t).testMapMap(1)),
        ("testInsanity", (insane,), Handler(t).testInsanity(insane)),
        (
            "testMulti",
            (74, 0xFF00FF, 0xF7777777D, {0: "abc", 1: "def"}, 5, 0xFFFFFFFFFF),
            t.Xtruct(
                string_thing="Hello2", byte_thing=74, i32_thing=0xFF00FF, i64_thing=0xF7777777D
            ),
        ),
        ("testException", ("fine",), None),
        ("testMultiException", ("fine", "x"), t.Xtruct(string_thing="x")),
    ]


def failures(t: Any) -> list[tuple[str, tuple[Any, ...], type[Exception], dict[str, Any]]]:  # noqa: ANN401
    """Method, arguments, the declared exception and its fields."""
    inner = t.Xtruct(string_thing="This is an Xception2")
    return [
        ("testException", ("Xception",), t.Xception, {"errorCode": 1001, "message": "Xception"}),
        (
            "testMultiException",
            ("Xception", "x"),
            t.Xception,
            {"errorCode": 1001, "message": "This is an Xception"},
        ),
        (
            "testMultiException",
            ("Xception2", "x"),
            t.Xception2,
            {"errorCode": 2002, "struct_thing": inner},
        ),
    ]
