"""One module's facts, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from kingpin_codegen.annotate._facts import (
    Alias,
    ConstantFact,
    EnumFact,
    MemberFact,
    ModuleFact,
)
from kingpin_codegen.annotate._naming import member_names
from kingpin_codegen.annotate._order import dependents_last
from kingpin_codegen.annotate._records import RecordWriter
from kingpin_codegen.annotate._scope import ModuleScope, Scope
from kingpin_codegen.annotate._services import ServiceWriter, private_names
from kingpin_codegen.annotate._text import sentence
from kingpin_codegen.annotate._types import TypeWriter, idl_type
from kingpin_codegen.annotate._values import ValueWriter
from kingpin_codegen.model import (
    BaseType,
    Const,
    DefinitionKind,
    Enum,
    Record,
    Reference,
    Service,
    Typedef,
)

if TYPE_CHECKING:
    from kingpin_codegen.annotate._analysis import Analysis
    from kingpin_codegen.annotate._layout import Layout
    from kingpin_codegen.annotate._naming import Clients, Naming
    from kingpin_codegen.model import Document, Program

__all__ = ["ModuleWriter"]

D = TypeVar("D", Typedef, Const, Enum, Record, Service)

_OWN = ("_b", "_rt", "_uuid")


class ModuleWriter:
    """Makes the facts of one file.

    Args:
        program: what was loaded.
        document: the file.
        naming: of the program.
        layout: of the program.
        analysis: of the program.
    """

    def __init__(
        self,
        program: Program,
        document: Document,
        *,
        naming: Naming,
        layout: Layout,
        analysis: Analysis,
    ) -> None:
        self._program = program
        self._document = document
        self._names = naming.of(document.key)
        self._place = layout.places[document.key]
        private = [*_OWN, *private_names(document)]
        module = ModuleScope(program, document, naming=naming, layout=layout, private=private)
        self._module, self._top = module, Scope(module)
        self._types = TypeWriter(program, analysis)
        self._values = ValueWriter(program, self._types)
        self._records = RecordWriter(module, analysis, self._types, self._values)
        self._services = ServiceWriter(
            program, module, analysis=analysis, types=self._types, values=self._values
        )

    def fact(self, header: tuple[str, ...], clients: Clients) -> ModuleFact:
        """The module.

        Args:
            header: comment lines at its top.
            clients: those that its services get.
        """
        constants = dependents_last(self._program, self._of(Const))
        early = [each for each in constants if self._is_early(each)]
        late = [each for each in constants if not self._is_early(each)]
        enums = tuple(self._enum(each) for each in self._of(Enum))
        early_facts = tuple(self._constant(each) for each in early)
        records = tuple(self._records.fact(each) for each in self._of(Record))
        typedefs = dependents_last(self._program, self._of(Typedef))
        typedef_facts = tuple(self._typedef(each) for each in typedefs)
        late_facts = tuple(self._constant(each) for each in late)
        services = dependents_last(self._program, self._of(Service))
        service_facts = tuple(self._services.fact(each) for each in services)
        return ModuleFact(
            path=str(self._place.path),
            header=header,
            doc=self._document.doc or f"``{self._document.stem}.thrift``.",
            exported=tuple(self._names.offered(clients)),
            enums=enums,
            early_constants=early_facts,
            records=records,
            typedefs=typedef_facts,
            constants=late_facts,
            services=service_facts,
            # These last: they are what the others asked for.
            lookups=self._module.lookups,
            aliases=tuple(
                Alias(second, name, "") for name, second in self._module.second_names.items()
            ),
            imports=self._imports(),
        )

    def _of(self, kind: type[D]) -> list[D]:
        return [each for each in self._document.definitions if isinstance(each, kind)]

    def _enum(self, enum: Enum) -> EnumFact:
        names = member_names(enum)
        return EnumFact(
            name=self._names.types[enum.name],
            doc=sentence(f"enum {enum.name}", enum.doc),
            members=tuple(
                MemberFact(names[each.name], each.value, (each.doc or "").strip())
                for each in enum.members
            ),
        )

    def _typedef(self, typedef: Typedef) -> Alias:
        return Alias(
            self._names.types[typedef.name],
            self._types.python(typedef.type, self._top),
            sentence(f"typedef {idl_type(typedef.type)} {typedef.name}", typedef.doc),
        )

    def _is_early(self, const: Const) -> bool:
        """True for scalars and members of enums, which defaults of records may name."""
        true = self._program.true_type(const.type)
        return isinstance(true, BaseType) or (
            isinstance(true, Reference) and true.kind is DefinitionKind.ENUM
        )

    def _constant(self, const: Const) -> ConstantFact:
        # An early one stands before the typedefs; its annotation is not evaluated.
        return ConstantFact(
            name=self._names.constants[const.name],
            annotation=self._types.constant(const.type, self._top),
            value=self._values.constant(const.value, const.type, self._top).text,
            doc=sentence(f"const {idl_type(const.type)} {const.name}", const.doc),
        )

    def _imports(self) -> tuple[tuple[str, ...], ...]:
        kinds = {type(each) for each in self._document.definitions}
        has_records = Record in kinds
        names = {
            "import builtins as _b": self._module.uses("_b"),
            "import typing": bool(kinds - {Enum}),
            "import uuid as _uuid": self._module.uses("_uuid"),
        }
        runtime = bool(kinds & {Enum, Record, Service}) or self._module.uses("_rt")
        groups = [
            [line for line, used in names.items() if used],
            ["import attrs"] if has_records or self._module.uses("attrs") else [],
            ["from kingpin_sdk.rpc import runtime as _rt"] if runtime else [],
            self._module.import_lines(),
        ]
        return tuple(tuple(group) for group in groups if group)
