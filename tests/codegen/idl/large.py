"""A large IDL as production has them: 60 KB, 164 methods, made up and the same on every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["METHODS", "large_idl"]

METHODS = 164

_NOUNS = (
    "Account", "Address", "Audience", "Board", "Budget", "Campaign", "Cart", "Category", "Comment",
    "Conversation", "Coupon", "Device", "Experiment", "Feed", "Invoice", "Item", "Label", "Message",
    "Order", "Partner", "Payment", "Pin", "Product", "Profile", "Ranking", "Report", "Review",
    "Session", "Shipment", "Signal", "Topic", "User",
)  # fmt: skip
_VERBS = ("get", "list", "create", "update", "delete", "search")
_SCALARS = ("i64", "string", "bool", "double", "i32", "binary", "i16", "byte")


def large_idl() -> str:
    """The text."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "/**\n * The API of a shop with social features.\n */"
    yield "namespace py shop.api\nnamespace java com.example.shop.api\nnamespace * shop\n"
    yield "typedef i64 Timestamp\ntypedef map<string, string> Labels\n"
    yield "const i32 DEFAULT_LIMIT = 50\nconst list<string> REGIONS = ['eu', 'us', 'ap']\n"
    yield "enum State {\n  ACTIVE = 1,\n  PAUSED = 2,\n  DELETED = 3\n}\n"
    yield "/** The request was wrong. */\nexception BadRequest {\n  1: required string message\n"
    yield "  2: optional Labels details\n}\n"
    yield "exception NotFound {\n  1: required i64 id\n}\n"
    yield "exception Unavailable {\n  1: optional string retry_after"
    yield "  2: optional i32 code = 503\n}\n"
    for index, noun in enumerate(_NOUNS):
        yield from _records(index, noun)
    yield from _service()


def _records(index: int, noun: str) -> Iterator[str]:
    other = _NOUNS[(index + 7) % len(_NOUNS)]
    yield f"// One {noun.lower()} as it is stored.\nstruct {noun} {{"
    yield f"  /** Identity of the {noun.lower()}. */\n  1: required i64 id"
    yield "  2: required Timestamp created_at\n  3: optional State state = State.ACTIVE"
    for number in range(4, 12):
        scalar = _SCALARS[(index + number) % len(_SCALARS)]
        yield f"  {number}: optional {scalar} {noun.lower()}_value_{number}, // since v{number}"
    yield f"  12: optional list<{other}> related\n  13: optional map<string, Labels> labels"
    yield "  14: optional set<string> tags = ['new'] (pii = 'no')\n}\n"
    yield f"struct {noun}Query {{\n  1: optional list<i64> ids\n  2: optional string cursor"
    yield "  3: i32 limit = DEFAULT_LIMIT\n  4: optional State state"
    yield f"  5: bool descending = true\n}}\n\nstruct {noun}Page {{"
    yield f"  1: required list<{noun}> items\n  2: optional string cursor\n}}\n"


def _service() -> Iterator[str]:
    yield "/**\n * Everything the shop answers.\n */\nservice Shop {\n  void ping()"
    for number in range(METHODS - 1):
        noun = _NOUNS[number % len(_NOUNS)]
        verb = _VERBS[number // len(_NOUNS)]
        yield f"\n  /**\n   * {verb.capitalize()} {noun.lower()}s; needs a session."
        yield f"   * Method number {number}.\n   */"
        yield f"  {_method(verb, noun)}"
    yield "} (owner = 'api')"


def _method(verb: str, noun: str) -> str:
    throws = "throws (1: BadRequest bad, 2: NotFound missing, 3: Unavailable away)"
    match verb:
        case "get":
            return f"{noun} get{noun}(1: i64 id, 2: Labels context) {throws}"
        case "list":
            return f"{noun}Page list{noun}s(1: {noun}Query query) {throws},"
        case "create":
            return f"i64 create{noun}(1: {noun} value, 2: string request_id) {throws}"
        case "update":
            return f"{noun} update{noun}(1: {noun} value, 2: set<string> fields) {throws};"
        case "delete":
            return f"void delete{noun}(1: i64 id, 2: bool forever = false) {throws}"
        case _:
            return f"map<i64, {noun}> search{noun}s(1: string text, 2: i32 limit) {throws}"
