"""Services as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from kingpin_codegen.annotate._facts import Argument, MethodFact, ServiceFact, Thrown
from kingpin_codegen.annotate._naming import argument_names, method_names
from kingpin_codegen.annotate._records import field_line, spec_entry
from kingpin_codegen.annotate._scope import Scope
from kingpin_codegen.annotate._text import quoted, sentence
from kingpin_codegen.annotate._types import idl_type
from kingpin_codegen.model import Requiredness, Service, annotation_value

if TYPE_CHECKING:
    from kingpin_codegen.annotate._analysis import Analysis
    from kingpin_codegen.annotate._scope import ModuleScope
    from kingpin_codegen.annotate._types import TypeWriter
    from kingpin_codegen.annotate._values import ValueWriter
    from kingpin_codegen.model import Document, Field, Function, Program

__all__ = ["ServiceWriter", "private_names"]

_SUCCESS = 0
_IDEMPOTENT = "kingpin.idempotent"
# What clients define themselves, besides the methods.
_LOCAL = "local"


def private_names(document: Document) -> list[str]:
    """The names that a module's methods get, beside those of its classes."""
    return [
        name
        for each in document.definitions
        if isinstance(each, Service)
        for method in method_names(each).values()
        for name in _constant_names(each.name, method)
    ]


def _constant_names(service: str, method: str) -> tuple[str, ...]:
    constant = f"_kp_{service}_{method}"
    return constant, f"{constant}_arguments", f"{constant}_result"


@frozen
class _Bases:
    handler: str = "typing.Protocol"
    client: str = "_rt.Client"
    async_client: str = "_rt.AsyncClient"
    processor: str = "_rt.Processor"
    inherited: str = ""


class ServiceWriter:
    """Writes services of one module."""

    def __init__(
        self,
        program: Program,
        module: ModuleScope,
        *,
        analysis: Analysis,
        types: TypeWriter,
        values: ValueWriter,
    ) -> None:
        self._program = program
        self._module = module
        self._top = Scope(module)
        self._analysis = analysis
        self._types = types
        self._values = values

    def fact(self, service: Service) -> ServiceFact:
        """One service."""
        names = self._module.naming.of(self._module.document).services[service.name]
        bases = self._bases(service)
        methods = method_names(service)
        scope = Scope(self._module, [*methods.values(), _LOCAL])
        extends = "" if service.extends is None else f" extends {idl_type(service.extends)}"
        return ServiceFact(
            idl_name=service.name,
            doc=sentence(f"service {service.name}{extends}", service.doc),
            handler=names.handler,
            client=names.client,
            async_client=names.async_client,
            processor=names.processor,
            handler_base=bases.handler,
            client_base=bases.client,
            async_client_base=bases.async_client,
            processor_base=bases.processor,
            inherited_methods=bases.inherited,
            str_name=self._top.builtin("str"),
            classmethod=scope.builtin("classmethod"),
            methods=tuple(
                self._method(service, each, methods[each.name], scope) for each in service.functions
            ),
        )

    def _bases(self, service: Service) -> _Bases:
        if service.extends is None:
            return _Bases()
        owner = service.extends.document
        names = self._module.naming.of(owner).services[service.extends.name]
        handler = self._top.defined(owner, names.handler)
        processor = self._top.defined(owner, names.processor)
        return _Bases(
            handler=f"{handler}, typing.Protocol",
            client=self._top.defined(owner, names.client),
            async_client=self._top.defined(owner, names.async_client),
            processor=processor,
            inherited=f"{processor}.methods",
        )

    def _method(self, service: Service, function: Function, name: str, scope: Scope) -> MethodFact:
        parameters = argument_names(function)
        arguments = tuple(
            self._argument(each, parameters[each.name], scope) for each in function.arguments
        )
        result, throws = function.result, function.throws
        return MethodFact(
            name=name,
            wire_name=quoted(function.name),
            constant=_constant_names(service.name, name)[0],
            doc=(function.doc or "").strip() or f"``{_signature(function)}``",
            arguments=arguments,
            returns="None" if result is None else self._types.python(result, scope),
            described="None" if result is None else self._types.python(result, self._top),
            returns_doc="" if result is None else idl_type(result),
            throws=tuple(self._thrown(each) for each in throws),
            argument_spec=tuple(
                self._spec(each, parameters[each.name]) for each in function.arguments
            ),
            result_spec=self._result_spec(function),
            finish_arguments=self._finishers(
                [(parameters[each.name], each) for each in function.arguments]
            ),
            finish_result=self._result_finishers(function),
            oneway=function.oneway,
            idempotent=annotation_value(function.annotations, _IDEMPOTENT) not in {None, "false"},
            portable=any(
                self._analysis.is_portable(each)
                for each in (*(arg.type for arg in (*function.arguments, *throws)), result)
            ),
        )

    def _argument(self, field: Field, name: str, scope: Scope) -> Argument:
        plain = self._types.python(field.type, scope)
        optional = field.requiredness is Requiredness.OPTIONAL
        annotation = f"{plain} | None" if optional and field.default is None else plain
        client, default, value, fallback = annotation, "None" if optional else "", name, ""
        if field.default is not None:
            given = self._values.field_default(field.default, field.type, scope)
            fallback = given.text
            if given.fresh or scope.hides(given.names):
                client, default = f"{plain} | None", "None"
                value = f"{given.text} if {name} is None else {name}"
            else:
                default = given.text
        return Argument(
            name=name,
            annotation=annotation,
            client_annotation=client,
            default=default,
            value=value,
            fallback=fallback,
            required=not optional and field.default is None,
            doc=f"{name}: {sentence(field_line(field), _flat(field.doc))}",
        )

    def _thrown(self, field: Field) -> Thrown:
        name = self._types.python(field.type, self._top)
        doc = sentence(f"{field.id}: {idl_type(field.type)} {field.name}", _flat(field.doc))
        return Thrown(name, f"{name}: {doc}")

    def _spec(self, field: Field, name: str) -> str:
        number, held = self._types.spec(field.type, self._top)
        return spec_entry(field.id, name, number, held, required=False)

    def _result_spec(self, function: Function) -> tuple[str, ...]:
        entries = [
            self._spec(each, f"throws_{index}") for index, each in enumerate(function.throws)
        ]
        if function.result is not None:
            number, held = self._types.spec(function.result, self._top)
            entries.insert(0, spec_entry(_SUCCESS, "success", number, held, required=False))
        return tuple(entries)

    def _finishers(self, fields: list[tuple[str, Field]]) -> tuple[tuple[str, str], ...]:
        found = [(name, self._types.finish(field.type, self._top, "v")) for name, field in fields]
        return tuple((name, text) for name, text in found if text)

    def _result_finishers(self, function: Function) -> tuple[tuple[str, str], ...]:
        throws = [(f"throws_{index}", each) for index, each in enumerate(function.throws)]
        found = self._finishers(throws)
        if function.result is None:
            return found
        text = self._types.finish(function.result, self._top, "v")
        return (("success", text), *found) if text else found


def _flat(doc: str | None) -> str | None:
    return None if doc is None else " ".join(doc.split())


def _signature(function: Function) -> str:
    arguments = ", ".join(f"{field_line(each)} {each.name}" for each in function.arguments)
    result = "void" if function.result is None else idl_type(function.result)
    throws = ", ".join(f"{each.id}: {idl_type(each.type)} {each.name}" for each in function.throws)
    tail = f" throws ({throws})" if throws else ""
    return f"{'oneway ' if function.oneway else ''}{result} {function.name}({arguments}){tail}"
