"""Records as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kingpin_codegen.annotate._facts import FieldFact, RecordFact
from kingpin_codegen.annotate._names import FIELD, unique
from kingpin_codegen.annotate._naming import field_names
from kingpin_codegen.annotate._scope import Scope
from kingpin_codegen.annotate._text import quoted, sentence
from kingpin_codegen.annotate._types import idl_type
from kingpin_codegen.model import DefinitionKind, Requiredness

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kingpin_codegen.annotate._analysis import Analysis
    from kingpin_codegen.annotate._scope import ModuleScope
    from kingpin_codegen.annotate._types import TypeWriter
    from kingpin_codegen.annotate._values import ValueWriter
    from kingpin_codegen.model import Field, Record

__all__ = ["RecordWriter", "field_line", "spec_entry"]

_BASES: Final = {
    DefinitionKind.STRUCT: "",
    DefinitionKind.UNION: "_rt.ThriftUnion",
    DefinitionKind.EXCEPTION: "_rt.ThriftError",
}


def field_line(field: Field) -> str:
    """A field as the IDL writes it, without its name and default."""
    required = "" if field.requiredness is Requiredness.DEFAULT else f"{field.requiredness} "
    return f"{field.id}: {required}{idl_type(field.type)}"


def spec_entry(field_id: int, name: str, number: int, held: str, *, required: bool) -> str:
    """An entry of a spec."""
    parts = [str(number), quoted(name), *([held] if held else []), str(required)]
    return f"{field_id}: ({', '.join(parts)})"


class RecordWriter:
    """Writes records of one module."""

    def __init__(
        self, module: ModuleScope, analysis: Analysis, types: TypeWriter, values: ValueWriter
    ) -> None:
        self._module = module
        self._top = Scope(module)
        self._analysis = analysis
        self._types = types
        self._values = values

    def fact(self, record: Record) -> RecordFact:
        """One record."""
        is_union = record.kind is DefinitionKind.UNION
        attributes = field_names(record)
        extra = _union_names(attributes.values()) if is_union else []
        scope = Scope(self._module, [*attributes.values(), *extra])
        fields = tuple(
            self._field(each, attributes[each.name], record, scope) for each in record.fields
        )
        hashed, function = self._hash(record, attributes)
        finishes = self._analysis.record_needs_finish(self._module.document, record)
        name = self._module.naming.of(self._module.document).types[record.name]
        return RecordFact(
            name=name,
            own=scope.defined(self._module.document, name) if is_union else name,
            idl_name=quoted(record.name),
            base=_BASES[record.kind],
            decorator="kw_only=True, eq=False" if _is_exception(record) else "kw_only=True",
            doc=sentence(f"{record.kind} {record.name}", record.doc),
            fields=fields,
            spec=tuple(self._spec(each, attributes[each.name]) for each in record.fields),
            is_union=is_union,
            constructors=tuple(extra[1:]),
            which=extra[0] if extra else "",
            hashed=hashed,
            hash_function=function,
            finishes=finishes,
            finishes_all=finishes and self._analysis.is_listed(self._module.document, record),
            new="" if _is_exception(record) else f"_rt.new({name})",
            property=scope.builtin("property") if is_union else "",
            staticmethod=scope.builtin("staticmethod"),
            classmethod=scope.builtin("classmethod") if is_union else "",
            int=scope.builtin("int") if hashed else "",
        )

    def _field(self, field: Field, name: str, record: Record, scope: Scope) -> FieldFact:
        plain = self._types.python(field.type, scope)
        is_union = record.kind is DefinitionKind.UNION
        has_default = field.default is not None and not is_union
        required = field.requiredness is Requiredness.REQUIRED and not is_union
        may_be_none = not required and (
            not has_default or field.requiredness is Requiredness.OPTIONAL
        )
        default, initial = "" if required else "None", "None"
        if has_default and field.default is not None:
            value = self._values.field_default(field.default, field.type, scope)
            initial = value.text
            # In a lambda, names of the class's members hide nothing.
            lazy = value.fresh or scope.hides(value.names)
            default = f"attrs.field(factory=lambda: {initial})" if lazy else initial
        raw = "v" if may_be_none else f"o.{name}"
        return FieldFact(
            name=name,
            idl_name=quoted(field.name),
            annotation=f"{plain} | None" if may_be_none else plain,
            member=plain,
            default=default,
            initial="None" if required else initial,
            must_be_sent=required,
            may_be_none=may_be_none,
            finish=self._types.finish(field.type, self._top, raw),
            finish_all=self._types.finish_all(field.type, self._top, raw),
            doc=sentence(field_line(field), field.doc),
        )

    def _spec(self, field: Field, name: str) -> str:
        number, held = self._types.spec(field.type, self._top)
        required = field.requiredness is Requiredness.REQUIRED
        return spec_entry(field.id, name, number, held, required=required)

    def _hash(self, record: Record, attributes: dict[str, str]) -> tuple[tuple[str, ...], str]:
        if _is_exception(record) or not self._analysis.is_key(self._module.document, record):
            return (), ""
        names = tuple(f"self.{attributes[each.name]}" for each in record.fields)
        return (names or ("0",)), "_rt.deep_hash"


def _is_exception(record: Record) -> bool:
    return record.kind is DefinitionKind.EXCEPTION


def _union_names(attributes: Iterable[str]) -> list[str]:
    """``which`` and the constructors, none of which a member may have as its name."""
    fields = list(attributes)
    return unique(["which", *(f"of_{name}" for name in fields)], FIELD, fields)
