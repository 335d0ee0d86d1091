"""Typed editors, reading, history, diff and roll back over one engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar, final, overload

from kingpin_sdk.codec import canonical_json, parse_json
from kingpin_sdk.errors import BlobNotFoundError, SnapshotCorruptError
from kingpin_sdk.names import ConfigName
from kingpin_sdk.publishing._changing import Change
from kingpin_sdk.publishing._decider_editor import DeciderEditor
from kingpin_sdk.publishing._diff import diff_documents
from kingpin_sdk.publishing._json_editor import JsonEditor
from kingpin_sdk.publishing._list_editor import ListEditor
from kingpin_sdk.publishing._map_editor import HashMapEditor
from kingpin_sdk.publishing._mapped_list_editor import MappedListEditor
from kingpin_sdk.spec import (
    AnySpec,
    DeciderSpec,
    HasSpec,
    JsonSpec,
    ListSpec,
    MappedListSpec,
    MapSpec,
    Spec,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from kingpin_sdk.model import Diff, HistoryRecord, Json, PublishResult, Version
    from kingpin_sdk.publishing._changing import Engine

__all__ = ["Publisher"]

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

AnyConfig: TypeAlias = "HasSpec[AnySpec] | ConfigName | str"


@final
class Publisher:
    """Changes configs. Thread-safe; every call blocks for the backends.

    Close it, or use it in a ``with`` statement.

    Args:
        engine: what publishes.
        author: who is named in the history where a verb names nobody.
        close: lets go of the backends.
    """

    def __init__(self, engine: Engine, *, author: str, close: Callable[[], object]) -> None:
        self._engine = engine
        self._author = author
        self._close = close

    @property
    def engine(self) -> Engine:
        """What publishes."""
        return self._engine

    @property
    def author(self) -> str:
        """Who is named in the history where a verb names nobody."""
        return self._author

    @overload
    def edit(self, config: HasSpec[ListSpec[T]], /) -> ListEditor[T]: ...
    @overload
    def edit(self, config: HasSpec[MapSpec[K, V]], /) -> HashMapEditor[K, V]: ...
    @overload
    def edit(self, config: HasSpec[MappedListSpec[T]], /) -> MappedListEditor[T]: ...
    @overload
    def edit(self, config: HasSpec[JsonSpec[T]], /) -> JsonEditor[T]: ...
    @overload
    def edit(self, config: HasSpec[DeciderSpec], /) -> DeciderEditor: ...
    def edit(
        self,
        config: HasSpec[ListSpec[T]]
        | HasSpec[MapSpec[K, V]]
        | HasSpec[MappedListSpec[T]]
        | HasSpec[JsonSpec[T]]
        | HasSpec[DeciderSpec],
        /,
    ) -> ListEditor[T] | HashMapEditor[K, V] | MappedListEditor[T] | JsonEditor[T] | DeciderEditor:
        """The editor of a view's or spec's config: its verbs are those of its shape."""
        spec = config.spec
        match spec:
            case ListSpec():
                return ListEditor(self._engine, spec, author=self._author)
            case MapSpec():
                return HashMapEditor(self._engine, spec, author=self._author)
            case MappedListSpec():
                return MappedListEditor(self._engine, spec, author=self._author)
            case JsonSpec():
                return JsonEditor(self._engine, spec, author=self._author)
            case DeciderSpec():
                return DeciderEditor(self._engine, spec, author=self._author)

    @overload
    def read(self, config: HasSpec[Spec[V]], /, *, version: Version | None = None) -> V: ...
    @overload
    def read(self, config: ConfigName | str, /, *, version: Version | None = None) -> Json: ...
    def read(
        self, config: HasSpec[Spec[V]] | ConfigName | str, /, *, version: Version | None = None
    ) -> V | Json:
        """A version's value from the store; the current one if none is named.

        Args:
            config: a view or a spec gives the typed value, a name the plain document.
            version: which.

        Raises:
            NotAvailableError: nothing was ever published.
            BlobNotFoundError: there is no such version.
            DecodeError: it does not fit the type.
            SnapshotCorruptError: it is not JSON.
        """
        name = name_of(config)
        _, body = self._engine.body(name, version)
        if isinstance(config, (ConfigName, str)):
            return parse_json(body, what=str(name)) if body else None
        return config.spec.decode(body)

    def history(self, config: AnyConfig, /) -> Iterator[HistoryRecord]:
        """All publications of a config, newest first, fetched a page at a time while iterating."""
        return self._engine.history(name_of(config))

    def diff(self, config: AnyConfig, old: Version, new: Version, /) -> Diff:
        """What differs between two versions.

        Raises:
            BlobNotFoundError: there is no such version.
            SnapshotCorruptError: one of them is not JSON.
        """
        name = name_of(config)
        documents = (self.read(name, version=version) for version in (old, new))
        return diff_documents(*documents)

    def roll_back(
        self,
        config: AnyConfig,
        version: Version,
        /,
        *,
        author: str | None = None,
        comment: str = "",
    ) -> PublishResult:
        """Publish an old version's content as a new version; always writes.

        JSON is written in canonical bytes, whatever writer the old version is of; text that is
        no JSON stays as it is.

        Args:
            config: a view or a spec also checks that the content still fits the type.
            version: one of the history; of a config that was deleted, any that was published.
            author: who.
            comment: why (default: which version it is).

        Raises:
            BlobNotFoundError: the history has no such version.
            DecodeError: the content does not fit the type.
        """
        name = name_of(config)
        # Nothing is current after a deletion: then every value that is still there will do.
        deleted = self._engine.current(name) is None
        if not deleted and all(each.version != version for each in self._engine.history(name)):
            msg = f"{name} has no version {version} in its history"
            raise BlobNotFoundError(msg)
        _, body = self._engine.body(name, version)
        if not isinstance(config, (ConfigName, str)):
            config.spec.decode(body)
        again = _canonical(body, what=str(name))
        return self._engine.change(
            name,
            lambda _: Change(again, 1),
            author=author or self._author,
            comment=comment or f"roll back to {version}",
            replaces_all=True,
        )

    def close(self) -> None:
        """Let go of the backends. Harmless when repeated."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _canonical(body: bytes, *, what: str) -> bytes:
    """What an old body is written as: KingPin 1.0's writers insist on canonical bytes."""
    try:
        document = parse_json(body, what=what)
    except SnapshotCorruptError:
        return body
    return canonical_json(document, sort_keys=not isinstance(document, list), what=what)


def name_of(config: AnyConfig) -> ConfigName:
    """Which config a view, a spec, a name or its text stands for.

    Raises:
        InvalidNameError: the text names no config.
    """
    if isinstance(config, ConfigName):
        return config
    if isinstance(config, str):
        return ConfigName.parse(config)
    return config.spec.name
