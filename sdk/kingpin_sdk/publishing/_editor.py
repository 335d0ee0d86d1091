"""What all editors share.

A verb is a pure change of a stored document, published as one atomic step.

Verbs change documents, not values: entries that a verb does not touch stay what they were, to the
last key, even where newer code wrote keys that this code's type does not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from kingpin_sdk.errors import DecodeError, RejectedError, SnapshotCorruptError
from kingpin_sdk.publishing._changing import UNSET, Change, Unset
from kingpin_sdk.publishing._diff import same

if TYPE_CHECKING:
    from collections.abc import Callable

    from kingpin_sdk.model import Json, PublishResult, Version
    from kingpin_sdk.publishing._changing import Engine
    from kingpin_sdk.spec import Spec

__all__ = ["Edit", "Editor", "list_in", "object_in", "without"]

V = TypeVar("V")


class Edit(NamedTuple):
    """What a verb makes of a document."""

    document: Json
    changed: int


class Editor(Generic[V]):
    """Publishes changes of one config. Thread-safe.

    Every verb blocks for the lock and the backends.

    Every verb takes ``author`` (default: the publisher's) and ``comment`` for the history, and
    raises RejectedError, ConflictError, LockTimeoutError, OutcomeUnknownError or a BackendError;
    also SnapshotCorruptError where what is stored is no JSON and the verb would keep parts of it.
    After any of them but OutcomeUnknownError nothing was published.
    """

    def __init__(self, engine: Engine, spec: Spec[V], *, author: str) -> None:
        self._engine = engine
        self._base: Spec[V] = spec
        self._author = author

    def replace(
        self,
        new_value: V,
        *,
        expected: Version | None,
        author: str | None = None,
        comment: str = "",
    ) -> PublishResult:
        """Publish a whole new value, if the config is still at a version.

        Args:
            new_value: what it becomes.
            expected: the version the new value was made from; None: it was never published.
            author: who.
            comment: why.

        Raises:
            ConflictError: it is at another version.
            RejectedError: the value does not fit the type, or a validator refuses it.
        """
        document = self._base.to_document(new_value)
        return self._put(document, author, comment, expected=expected)

    def _put(
        self,
        document: Json,
        author: str | None,
        comment: str,
        *,
        expected: Version | Unset | None = UNSET,
    ) -> PublishResult:
        """Publish a whole document; the old one only serves to keep unknown keys and to count."""
        self._base.encode(document)  # refused before the lock is taken

        def edit(old: Json) -> Edit:
            new = self._keep_unknown(old, document)
            return Edit(new, self._count(old, new))

        def decide(body: bytes | None) -> Change:
            try:
                return self._decide(body, edit)
            except (SnapshotCorruptError, DecodeError):
                # What is stored cannot be read: nothing of it can be kept, and replacing it heals
                # it.
                return Change(self._base.encode(document), 1)

        return self._publish(decide, author, comment, expected=expected, replaces_all=True)

    def _patch(
        self, edit: Callable[[Json], Edit], author: str | None, comment: str
    ) -> PublishResult:
        """Publish a change of the stored document."""
        return self._publish(lambda body: self._decide(body, edit), author, comment)

    def _publish(
        self,
        decide: Callable[[bytes | None], Change],
        author: str | None,
        comment: str,
        *,
        expected: Version | Unset | None = UNSET,
        replaces_all: bool = False,
    ) -> PublishResult:
        return self._engine.change(
            self._base.name,
            decide,
            author=author or self._author,
            comment=comment,
            expected=expected,
            replaces_all=replaces_all,
        )

    def _decide(self, body: bytes | None, edit: Callable[[Json], Edit]) -> Change:
        old = self._blank() if body is None else self._base.decode_document(body)
        new, changed = edit(old)
        if changed == 0 and body is not None:
            return Change(body, 0)
        return Change(self._encode(new), changed)

    def _checked(self, value: V) -> Json:
        """The document of a part of a value, which reads back equal; validators want the whole.

        Raises:
            RejectedError: it does not fit the type, is no JSON (NaN), or does not read back equal.
        """
        document = self._base.to_document(value)
        self._base.canonical(document)
        if self._base.to_document(self._base.check_known(document)) != document:
            raise RejectedError(
                self._what, {"$": "does not read back equal to what was to be written"}
            )
        return document

    def _encode(self, document: Json) -> bytes:
        """The body of a document that may be published.

        Stored entries that a verb did not touch need only be readable: older code wrote them
        without keys that have a default now.
        """
        body = self._base.canonical(document)
        try:
            self._base.decode(body)
        except DecodeError as error:
            raise RejectedError(self._what, error.problems) from error
        return body

    @property
    def _what(self) -> str:
        return str(self._base.name)

    def _blank(self) -> Json:
        """The document to start from when nothing was ever published."""
        return {}

    def _keep_unknown(self, old: Json, new: Json) -> Json:
        """The new document with what this code's type does not know of the old one."""
        del old
        return new

    def _count(self, old: Json, new: Json) -> int:
        """How many entries differ."""
        if isinstance(old, dict) and isinstance(new, dict):
            keys = old.keys() | new.keys()
            return sum(not (key in old and key in new and same(old[key], new[key])) for key in keys)
        return int(not same(old, new))


def list_in(document: Json, *, what: str, path: str = "$") -> list[Json]:
    """A stored document that is to be a list.

    Raises:
        RejectedError: it is something else, which no verb may lose.
    """
    if isinstance(document, list):
        return document
    raise RejectedError(what, {path: "what is stored is no list: set the whole to replace it"})


def object_in(document: Json, *, what: str) -> dict[str, Json]:
    """A stored document that is to be an object.

    Raises:
        RejectedError: it is something else, which no verb may lose.
    """
    if isinstance(document, dict):
        return document
    raise RejectedError(what, {"$": "what is stored is no object: set the whole to replace it"})


def without(stored: dict[str, Json], key: str) -> Edit:
    """An object without one of its keys."""
    left: dict[str, Json] = {name: value for name, value in stored.items() if name != key}
    return Edit(left, len(stored) - len(left))
