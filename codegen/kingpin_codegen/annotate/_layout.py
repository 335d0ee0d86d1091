"""Which file becomes which module."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_codegen.annotate._names import KEYWORDS, MODULE, identifier
from kingpin_codegen.model import DocumentKey

if TYPE_CHECKING:
    from kingpin_codegen.model import Document, Program

__all__ = ["Layout", "LayoutError", "Place", "lay_out"]


class LayoutError(Exception):
    """Two files would become one module; the text names both and the way out."""


@frozen
class Place:
    """Where a module stands.

    Attributes:
        package: its packages, the outermost first; none for a module at the import root.
        name: the module's own name.
    """

    package: tuple[str, ...]
    name: str

    @property
    def path(self) -> PurePosixPath:
        """Relative to the import root."""
        return PurePosixPath(*self.package, f"{self.name}.py")

    @property
    def dotted(self) -> str:
        """As it is imported."""
        return ".".join((*self.package, self.name))


@frozen
class Layout:
    """The modules of a program.

    Attributes:
        places: of each file.
        namespaces: packages that re-export their modules, each with its files.
    """

    places: dict[DocumentKey, Place]
    namespaces: dict[tuple[str, ...], list[DocumentKey]]


def lay_out(program: Program, prefix: str | None) -> Layout:
    """Place every file of a program.

    Args:
        program: what was loaded.
        prefix: dotted package above everything; None without.

    Raises:
        LayoutError: two files would become one module.
    """
    above = tuple(prefix.split(".")) if prefix else ()
    layout = Layout({}, {})
    owners: dict[tuple[str, ...], Document] = {}
    for document in program.documents:
        namespace = document.namespace("py", "*")
        package = above
        for part in _parts(namespace and namespace.name):
            package += (_name(part, package),)
        name = _name(document.stem, package)
        place = Place(package, name)
        other = owners.setdefault((*package, name), document)
        if other is not document:
            raise LayoutError(
                f"{other.path} and {document.path} both become {place.path}: "
                "give one of them a `namespace py` of its own"
            )
        layout.places[document.key] = place
        if package != above:
            layout.namespaces.setdefault(package, []).append(document.key)
    _refuse_modules_beside_packages(layout, owners)
    return layout


def _name(text: str, package: tuple[str, ...]) -> str:
    """What a package or module within a package is called."""
    return identifier(text, KEYWORDS if package else MODULE)


def _parts(namespace: str | None) -> list[str]:
    return [part for part in (namespace or "").split(".") if part]


def _refuse_modules_beside_packages(
    layout: Layout, owners: dict[tuple[str, ...], Document]
) -> None:
    for place in layout.places.values():
        for depth in range(1, len(place.package) + 1):
            owner = owners.get(place.package[:depth])
            if owner is not None:
                raise LayoutError(
                    f"{owner.path} becomes a module and a namespace a package, both named "
                    f"{'.'.join(place.package[:depth])}: give that file a `namespace py`"
                )
