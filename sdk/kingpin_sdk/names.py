"""The only mapping between what people call a thing and where it lives.

Node, lock, blob key, local file.

Layout (KingPin 1.0, WIRE.md 2.2 to 2.5) of the config ``spam.blocklist`` at 1795293386.81::

    node        /config/manageddata/spam/blocklist          lock node  the same + .lock
    local file  config.manageddata.spam.blocklist
    index blob  data/config/manageddata/spam/blocklist      value blob the same + _1795293386/81

In blob keys every dot becomes a slash, and there is no leading slash.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import NoReturn, Self, TypeVar

from kingpin_sdk.errors import InvalidNameError
from kingpin_sdk.model import Version

__all__ = [
    "CONFIG_ROOT",
    "DEPENDENCY_ROOT",
    "DISCOVERY_ROOT",
    "METACONFIG_ROOT",
    "ConfigName",
    "DependencyName",
    "MetaconfigName",
    "PublishedName",
    "ServersetName",
    "value_blob_key",
]

CONFIG_ROOT = "/config/manageddata"
DISCOVERY_ROOT = "/discovery"
METACONFIG_ROOT = "/metaconfig/metaconfig"
DEPENDENCY_ROOT = "/metaconfig/dependency"

_MAX_PART = 200
_PART = re.compile(rf"[-0-9A-Za-z_]{{1,{_MAX_PART}}}")
_DOTTED = re.compile(r"[-0-9A-Za-z_]+(\.[-0-9A-Za-z_]+){0,20}")
_BLOB_VERSION = re.compile(r"[0-9]+/[-0-9A-Za-z_]+")
_MAX_DOTTED = 250
_MAX_SHOWN = 60

_N = TypeVar("_N", bound="_Name")


class _Name:
    """An immutable, hashable text; ``str()`` gives the full dotted name."""

    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "_text", text)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        msg = f"{type(self).__name__} is immutable"
        raise AttributeError(msg)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._text}>"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and str(other) == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __lt__(self, other: Self) -> bool:
        return self._text < other._text

    def __reduce__(self) -> tuple[object, ...]:
        return (_restore, (type(self), self._text))


def _restore(cls: type[_N], text: str) -> _N:
    name = cls.__new__(cls)
    _Name.__init__(name, text)
    return name


def value_blob_key(base: str, version: Version) -> str:
    """The blob that holds the value of one version.

    Args:
        base: the key of the index blob, which the keys of all values start with.
        version: which publication.
    """
    return f"{base}_{version.replace('.', '/')}"


class PublishedName(_Name, ABC):
    """What can be published: something with a node, a lock, an index blob and value blobs."""

    __slots__ = ()

    @property
    @abstractmethod
    def node(self) -> str:
        """The coordination node that holds the current version."""

    @property
    def lock_node(self) -> str:
        """The node under which writers queue for the lock: a sibling of the node."""
        return self.node + ".lock"

    @property
    def index_key(self) -> str:
        """The blob that repeats the current version.

        For readers without the coordination service.
        """
        return "data" + self.node.replace(".", "/")

    @property
    def blob_prefix(self) -> str:
        """What the keys of all its value blobs start with (keys of other names may, too.

        See blob_version).
        """
        return self.index_key + "_"

    def blob_key(self, version: Version) -> str:
        """The blob that holds the value of one version."""
        return value_blob_key(self.index_key, version)

    def blob_version(self, key: str) -> Version | None:
        """The version whose value the blob holds; None if the key is no value blob of this name."""
        rest = key.removeprefix(self.blob_prefix)
        if rest == key or not _BLOB_VERSION.fullmatch(rest):
            return None
        return Version(rest.replace("/", "."))


class ConfigName(PublishedName):
    """The identity of one config: domain and key, both folded to lower case.

    Args:
        domain: letters, digits, ``-`` and ``_``; the group.
        key: the same alphabet; the member of the group.

    Raises:
        InvalidNameError: another character, an empty text, or over 200 characters.
    """

    __slots__ = ()

    def __init__(self, domain: str, key: str) -> None:
        for what, text in (("domain", domain), ("key", key)):
            if not isinstance(text, str) or not _PART.fullmatch(text):
                rule = "letters, digits, - and _ (as in spam.blocklist)"
                raise _refusal(f"{what} {_shown(text)} of a config", text, rule, _MAX_PART)
        super().__init__(f"config.manageddata.{domain.lower()}.{key.lower()}")

    @classmethod
    def parse(cls, text: str) -> ConfigName:
        """Read ``domain.key`` or ``config.manageddata.domain.key``.

        Raises:
            InvalidNameError: it is neither.
        """
        parts = text.removeprefix("config.manageddata.").split(".")
        if len(parts) != 2:  # noqa: PLR2004 - a domain and a key
            msg = f"config name {text!r}: write it as domain.key, for example spam.blocklist"
            raise InvalidNameError(msg)
        return cls(parts[0], parts[1])

    @classmethod
    def from_node(cls, node: str) -> ConfigName:
        """Read a node path ``/config/manageddata/<domain>/<key>``.

        Raises:
            InvalidNameError: it is no config's node, or not spelled in lower case.
        """
        parts = node.split("/")
        if parts[:3] != ["", "config", "manageddata"] or len(parts) != 5:  # noqa: PLR2004
            msg = f"node {node!r} is not {CONFIG_ROOT}/<domain>/<key>"
            raise InvalidNameError(msg)
        name = cls(parts[3], parts[4])
        if name.node != node:
            msg = f"node {node!r}: configs live in lower-case nodes"
            raise InvalidNameError(msg)
        return name

    @property
    def domain(self) -> str:
        """The group."""
        return self._text.split(".")[2]

    @property
    def key(self) -> str:
        """The member of the group."""
        return self._text.split(".")[3]

    @property
    def short(self) -> str:
        """``domain.key``."""
        return f"{self.domain}.{self.key}"

    @property
    def node(self) -> str:
        """``/config/manageddata/<domain>/<key>``."""
        return f"{CONFIG_ROOT}/{self.domain}/{self.key}"

    @property
    def file_name(self) -> str:
        """The local file's name under the config root."""
        return self._text


class ServersetName(_Name):
    """The identity of one serverset: a service and its environment.

    Raises:
        InvalidNameError: a character other than letters, digits, ``-`` and ``_``.
    """

    __slots__ = ()

    def __init__(self, service: str, env: str) -> None:
        for what, text in (("service", service), ("environment", env)):
            if not isinstance(text, str) or not _PART.fullmatch(text):
                rule = "letters, digits, - and _ (as in search.prod)"
                raise _refusal(f"{what} {_shown(text)} of a serverset", text, rule, _MAX_PART)
        super().__init__(f"discovery.{service}.{env}")

    @classmethod
    def parse(cls, text: str) -> ServersetName:
        """Read ``service.env`` or ``discovery.service.env``.

        Raises:
            InvalidNameError: it is neither.
        """
        parts = text.removeprefix("discovery.").split(".")
        if len(parts) != 2:  # noqa: PLR2004 - a service and an environment
            msg = f"serverset name {text!r}: write it as service.env, for example search.prod"
            raise InvalidNameError(msg)
        return cls(parts[0], parts[1])

    @property
    def service(self) -> str:
        """The service."""
        return self._text.split(".")[1]

    @property
    def env(self) -> str:
        """Its environment."""
        return self._text.split(".")[2]

    @property
    def node(self) -> str:
        """``/discovery/<service>/<env>``; its children are the members."""
        return f"{DISCOVERY_ROOT}/{self.service}/{self.env}"

    @property
    def file_name(self) -> str:
        """The local file's name under the serverset root."""
        return self._text


class MetaconfigName(PublishedName):
    """The name of one subscription document.

    In practice a config's or a serverset's full dotted name.

    Raises:
        InvalidNameError: not letters, digits, ``-``, ``_`` and single dots, or ending in ``.dep``
            or ``.lock``.
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        if (
            not _DOTTED.fullmatch(text)
            or len(text) > _MAX_DOTTED
            or text.endswith((".dep", ".lock"))
        ):
            rule = "a dotted name such as config.manageddata.spam.blocklist"
            raise _refusal(f"metaconfig name {_shown(text)}", text, rule, _MAX_DOTTED)
        super().__init__(text)

    @classmethod
    def parse(cls, text: str) -> MetaconfigName:
        """Read a full dotted name, or ``domain.key`` of a config.

        Raises:
            InvalidNameError: it is neither.
        """
        if text.startswith("discovery."):
            return cls(str(ServersetName.parse(text)))
        return cls(str(ConfigName.parse(text)))

    @property
    def node(self) -> str:
        """``/metaconfig/metaconfig/<name>``, dots kept."""
        return f"{METACONFIG_ROOT}/{self._text}"


class DependencyName(_Name):
    """The name of a set of metaconfigs and other dependencies; ends in ``.dep``.

    Raises:
        InvalidNameError: another ending, or a character outside letters, digits, ``-``, ``_`` and
            single dots.
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        if not _DOTTED.fullmatch(text) or not text.endswith(".dep") or len(text) > _MAX_DOTTED:
            rule = "letters, digits, - and _, then .dep (as in web.dep)"
            raise _refusal(f"dependency name {_shown(text)}", text, rule, _MAX_DOTTED)
        super().__init__(text)

    @property
    def node(self) -> str:
        """``/metaconfig/dependency/<name>``; its children are the members."""
        return f"{DEPENDENCY_ROOT}/{self._text}"

    def member_node(self, member: MetaconfigName | DependencyName) -> str:
        """The child node that makes something a member."""
        return f"{self.node}/{member}"


def _refusal(what: str, text: object, rule: str, most: int) -> InvalidNameError:
    """Why a text is no name: its length where that is too much, else the rule."""
    if isinstance(text, str) and len(text) > most:
        return InvalidNameError(f"{what}: {len(text)} characters, more than {most}")
    return InvalidNameError(f"{what}: {rule}")


def _shown(text: object) -> str:
    """What somebody gave as a name, or its beginning."""
    if isinstance(text, str) and len(text) > _MAX_SHOWN:
        return f"{text[:_MAX_SHOWN]!r}..."
    return repr(text)
