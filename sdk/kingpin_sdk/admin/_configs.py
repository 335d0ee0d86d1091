"""Configs: what there is, what each says of itself, and its beginning and end."""

from __future__ import annotations

import fnmatch
import json
from functools import partial
from typing import TYPE_CHECKING, final

from attrs import frozen

from kingpin_sdk.admin._checks import problems_of
from kingpin_sdk.admin._desk import Desk, in_range
from kingpin_sdk.admin._documents import document_of
from kingpin_sdk.admin._finding import existing_config
from kingpin_sdk.admin._limits import over_limit
from kingpin_sdk.admin._log import CONFIG_DELETED
from kingpin_sdk.admin._parallel import in_parallel
from kingpin_sdk.admin._signature import UNSIGNED, Signature
from kingpin_sdk.admin._specs import make_spec
from kingpin_sdk.catalog import Declared
from kingpin_sdk.errors import BlobNotFoundError, RejectedError
from kingpin_sdk.formats.record import version_time
from kingpin_sdk.model import HistoryRecord, Json, Version
from kingpin_sdk.names import ConfigName, MetaconfigName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from kingpin_sdk.catalog import Holding
    from kingpin_sdk.model import PublishResult
    from kingpin_sdk.spec import Shape

__all__ = ["Card", "Configs", "Hit", "Listed", "Shown"]

_AROUND = 30


@final
@frozen
class Listed:
    """A config in a list.

    Attributes:
        name: which.
        version: the current one; None if it was never published.
    """

    name: ConfigName
    version: Version | None


@final
@frozen
class Card:
    """What is known of a config besides its value.

    Attributes:
        name: which.
        version: the current one; None if it was never published.
        record: its publication; None if it was never published, or the value is gone.
        declared: what its metaconfig declares; None if it has none.
    """

    name: ConfigName
    version: Version | None
    record: HistoryRecord | None
    declared: Declared | None

    @property
    def published(self) -> datetime | None:
        """When, as the version tells it (UTC)."""
        return None if self.version is None else version_time(self.version)

    @property
    def lost(self) -> bool:
        """True if the current version's value is gone."""
        return self.version is not None and self.record is None


@final
@frozen
class Shown:
    """A value.

    Attributes:
        name: of what.
        record: the publication; without author, comment and digest where KingPin 1.0 wrote it.
        value: its document, or its text where it is no JSON.
    """

    name: ConfigName
    record: HistoryRecord
    value: Json


@final
@frozen
class Hit:
    """Where a text was found.

    Attributes:
        name: the config.
        where: ``name``, ``owner``, ``description`` or ``value``.
        text: what stands there; of a value some characters around it.
    """

    name: ConfigName
    where: str
    text: str


@final
class Configs:
    """Configs as a whole. Every call blocks and raises BackendError besides what it names."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def named(self, text: str) -> ConfigName:
        """The existing config of that name.

        Raises:
            NodeNotFoundError: it does not exist; the message asks about one that looks like it.
            InvalidNameError: the text names no config.
        """
        return existing_config(self._desk.catalog, text)

    def list(self, pattern: str | None = None) -> Iterator[Listed]:
        """All configs, sorted.

        Args:
            pattern: only those whose short name matches, as file names match in a shell.
        """
        names = [name for name in self._desk.catalog.configs() if _matches(name, pattern)]
        for name, version in zip(names, in_parallel(self._desk.version_of, names), strict=True):
            yield Listed(name, version)

    def cards(self, pattern: str | None = None) -> Iterator[Card]:
        """All configs with what is known of them; asks the store several times for each."""
        names = [name for name in self._desk.catalog.configs() if _matches(name, pattern)]
        return in_parallel(self.card, names)

    def card(self, name: ConfigName) -> Card:
        """What is known of a config."""
        version = self._desk.version_of(name)
        record = None if version is None else self._record(name, version)
        return Card(name, version, record, self._desk.catalog.declared(name))

    def show(self, name: ConfigName, version: Version | None = None) -> Shown:
        """A version's value; the current one's if none is named.

        Raises:
            NotAvailableError: nothing was ever published.
            BlobNotFoundError: there is no such version.
        """
        found, body = self._desk.engine.body(name, version)
        record = self._desk.engine.record(name, found)
        return Shown(name, record, document_of(body, what=str(name)))

    def search(self, text: str, *, in_values: bool = False) -> Iterator[Hit]:
        """Look for a text, whatever its case, in names, owners and descriptions.

        Args:
            text: what to look for.
            in_values: look into the current values, too: fetches each.
        """
        wanted = text.casefold()
        look = partial(self._hits, wanted=wanted, in_values=in_values)
        for hits in in_parallel(look, [*self._desk.catalog.configs()]):
            yield from hits

    def check_creation(
        self, name: ConfigName, declared: Declared, *, successor: bytes | None = None
    ) -> None:
        """Find out whether a config can be created: raises what `create` would."""
        self._desk.catalog.check_new(name)
        # Whoever published without a metaconfig, as KingPin 1.0 does, has given it a value.
        self._fitting(name, lambda _: declared, successor)(Declared())

    def create(
        self,
        name: ConfigName,
        declared: Declared,
        by: Signature = UNSIGNED,
        *,
        successor: bytes | None = None,
    ) -> PublishResult:
        """Create a config, so that dependencies can hold it; its first edit gives it a value.

        Args:
            name: which.
            declared: what its metaconfig says.
            by: who and why.
            successor: as for `describe`.

        Raises:
            NodeExistsError: it was created before.
            RejectedError: it has a value all the same, which is not what is declared.
            RequestError: a limit is out of range, or a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        self.check_creation(name, declared, successor=successor)
        with in_range(name):
            return self._desk.catalog.create_config(
                name,
                declared.shape,
                declared=declared,
                author=signed.author,
                comment=signed.comment,
            )

    def check_description(self, name: ConfigName, change: Callable[[Declared], Declared]) -> None:
        """Find out whether that can be declared: raises what `describe` would."""
        self._desk.check_declaration(name, self._fitting(name, change))

    def describe(
        self,
        name: ConfigName,
        change: Callable[[Declared], Declared],
        by: Signature = UNSIGNED,
        *,
        successor: bytes | None = None,
    ) -> PublishResult:
        """Change what a config's metaconfig declares.

        Args:
            name: whose.
            change: from what is declared to what shall be; may be called again.
            by: who and why.
            successor: the body that is published next, and so is what has to fit; None for the
                current one.

        Raises:
            NodeNotFoundError: it has no metaconfig.
            RejectedError: the value does not have the shape that is declared now, or is larger
                than the limit that is.
            RequestError: a limit is out of range, or a comment lacks.
        """
        return self._desk.declare(name, self._fitting(name, change, successor), by)

    def check_deletion(self, name: ConfigName) -> None:
        """Find out whether a config can be deleted.

        Raises:
            RejectedError: a dependency holds it.
        """
        self._desk.catalog.check_unused(MetaconfigName(str(name)))

    def delete(self, name: ConfigName, by: Signature = UNSIGNED) -> Version | None:
        """Take a config away, and keep in the audit log which version was its last.

        Returns:
            That version.

        Raises:
            NodeNotFoundError: it does not exist.
            RejectedError: a dependency holds it.
            RequestError: a comment lacks.
        """
        signed = self._desk.signing.sign(by)
        last = self._desk.catalog.delete_config(name, author=signed.author)
        self._desk.log.write(CONFIG_DELETED, name, signed, detail=last or "")
        return last

    def who_gets(self, name: ConfigName) -> tuple[Holding, ...]:
        """Every dependency that brings the config to the boxes that follow it."""
        return self._desk.catalog.bringing(MetaconfigName(str(name)))

    def _fitting(
        self,
        name: ConfigName,
        change: Callable[[Declared], Declared],
        successor: bytes | None = None,
    ) -> Callable[[Declared], Declared]:
        """The change, refusing what the value would not fit."""

        def checked(before: Declared) -> Declared:
            after = change(before)
            if _is_stricter(before, after):
                body = self._desk.body_of(name) if successor is None else successor
                if body is not None:
                    _check_fit(name, body, before, after)
            return after

        return checked

    def _record(self, name: ConfigName, version: Version) -> HistoryRecord | None:
        try:
            return self._desk.engine.record(name, version)
        except BlobNotFoundError:
            return None

    def _hits(self, name: ConfigName, *, wanted: str, in_values: bool) -> Sequence[Hit]:
        declared = self._desk.catalog.declared(name) or Declared()
        texts = {
            "name": name.short,
            "owner": declared.owner or "",
            "description": declared.description or "",
        }
        hits = [
            Hit(name, where, text) for where, text in texts.items() if wanted in text.casefold()
        ]
        if in_values and (found := self._in_value(name, wanted)) is not None:
            hits.append(Hit(name, "value", found))
        return hits

    def _in_value(self, name: ConfigName, wanted: str) -> str | None:
        body = self._desk.body_if_there(name)
        if body is None:
            return None
        text = _readable(body, name)
        at = text.casefold().find(wanted)
        if at < 0:
            return None
        begin, end = max(0, at - _AROUND), at + len(wanted) + _AROUND
        return f"{'...' if begin else ''}{text[begin:end]}{'...' if end < len(text) else ''}"


def _is_stricter(before: Declared, after: Declared) -> bool:
    """True if what fitted need not fit any more."""
    return _new_shape(before, after) is not None or _new_limit(before, after) is not None


def _check_fit(name: ConfigName, body: bytes, before: Declared, after: Declared) -> None:
    shape = _new_shape(before, after)
    if shape is not None and (problems := problems_of(make_spec(name, shape), body)):
        raise RejectedError(f"{name.short} is no {shape}", problems)
    if why := over_limit(_new_limit(before, after), body):
        raise RejectedError(str(name), {"$": why})


def _new_shape(before: Declared, after: Declared) -> Shape | None:
    return None if after.shape is before.shape else after.shape


def _new_limit(before: Declared, after: Declared) -> int | None:
    most = after.limits.max_bytes
    return None if most == before.limits.max_bytes else most


def _matches(name: ConfigName, pattern: str | None) -> bool:
    return pattern is None or fnmatch.fnmatchcase(name.short, pattern.lower())


def _readable(body: bytes, name: ConfigName) -> str:
    """A body with its escapes undone, so that people's words are found as they type them."""
    document = document_of(body, what=str(name))
    return document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
