"""How one module writes names of its own, of other modules and of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kingpin_codegen.annotate._names import BUILTINS
from kingpin_codegen.annotate._naming import include_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kingpin_codegen.annotate._layout import Layout
    from kingpin_codegen.annotate._naming import Naming
    from kingpin_codegen.model import Document, DocumentKey, Program

__all__ = ["ModuleScope", "Scope"]


class ModuleScope:
    """Collects what a module must import while its text is made.

    Args:
        program: what was loaded.
        document: the module's file.
        naming: of the program.
        layout: of the program.
        private: names with an underscore that the module uses for itself.
    """

    def __init__(
        self,
        program: Program,
        document: Document,
        *,
        naming: Naming,
        layout: Layout,
        private: Iterable[str],
    ) -> None:
        self.document = document.key
        self.naming = naming
        self._layout = layout
        self._top_level = set(naming.of(document.key).all)
        self._private = set(private)
        self._modules = self._module_names(program, document)
        self._used: dict[DocumentKey, set[str]] = {}
        self._hidden: dict[str, str] = {}
        self._lookups: dict[str, str] = {}
        self._used_modules: set[str] = set()

    def _module_names(self, program: Program, document: Document) -> dict[DocumentKey, str]:
        """How each other module is called here; those that are included get the plain names."""
        included = [each.document for each in document.includes]
        order = dict.fromkeys([*included, *(each.key for each in program.documents)])
        names: dict[DocumentKey, str] = {}
        for key in order:
            if key != document.key:
                taken = [*self._top_level, *names.values()]
                names[key] = include_name(self._layout.places[key].name, taken)
        return names

    def builtin(self, name: str, hidden: Iterable[str] = ()) -> str:
        """A builtin, or ``_b.name`` where something else has its name."""
        assert name in BUILTINS, name  # noqa: S101 - else a module of that name could hide it
        if name in self._top_level or name in hidden:
            return f"{self.used('_b')}.{name}"
        return name

    def lookup(self, enum: str) -> str:
        """The table from numbers to members of an enum, under a name of this module's own.

        An attribute of an enum's class takes several times as long to find.
        """
        if enum not in self._lookups:
            name = f"_kp_of_{enum.replace('.', '_')}"
            while name in self._private:
                name += "_"
            self._private.add(name)
            self._lookups[enum] = name
        return self._lookups[enum]

    @property
    def lookups(self) -> tuple[tuple[str, str], ...]:
        """(Name, enum) of the tables that were asked for."""
        return tuple(sorted((name, enum) for enum, name in self._lookups.items()))

    def used(self, module: str) -> str:
        """The name of a module that is not generated, noting that it must be imported."""
        self._used_modules.add(module)
        return module

    def uses(self, module: str) -> bool:
        """True if some text uses it."""
        return module in self._used_modules

    def defined(self, document: DocumentKey, name: str, hidden: Iterable[str] = ()) -> str:
        """A top level name of some module, as it is written here.

        Args:
            document: who defines it.
            name: its Python name there.
            hidden: names that mean something else at the place; then a second name is taken.
        """
        if document == self.document:
            return self._second_name(name) if name in hidden else name
        module = self._modules[document]
        if module in hidden:
            module = f"_{module}"
        self._used.setdefault(document, set()).add(module)
        return f"{module}.{name}"

    def _second_name(self, name: str) -> str:
        if name not in self._hidden:
            second = f"_{name}"
            while second in self._private:
                second += "_"
            self._private.add(second)
            self._hidden[name] = second
        return self._hidden[name]

    @property
    def second_names(self) -> dict[str, str]:
        """Types that some class hides -> their second names."""
        return dict(sorted(self._hidden.items()))

    def import_lines(self) -> list[str]:
        """Imports of other generated modules."""
        lines: list[str] = []
        for document, aliases in self._used.items():
            place = self._layout.places[document]
            source = f"from {'.'.join(place.package)} " if place.package else ""
            lines += [f"{source}import {place.name} as {alias}" for alias in aliases]
        return sorted(lines)


class Scope:
    """A place in a module: its top level, or the body of a class whose members hide names.

    Args:
        module: the module.
        hidden: names of the class's members.
    """

    def __init__(self, module: ModuleScope, hidden: Iterable[str] = ()) -> None:
        self.module = module
        self._hidden = frozenset(hidden)

    def builtin(self, name: str) -> str:
        """See ModuleScope."""
        return self.module.builtin(name, self._hidden)

    def defined(self, document: DocumentKey, name: str) -> str:
        """See ModuleScope."""
        return self.module.defined(document, name, self._hidden)

    def hides(self, expression_names: Iterable[str]) -> bool:
        """True if one of these names means something else here."""
        return not self._hidden.isdisjoint(expression_names)
