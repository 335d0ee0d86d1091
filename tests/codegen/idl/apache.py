"""Apache's compiler as an oracle: what it says of a file, and our model put in its words.

``thrift --gen json`` prints its syntax tree. It resolves names as it goes: typedefs are gone, enums
are i32, constants stand in full where they are used.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from kingpin_codegen.model import (
    Annotation,
    BaseType,
    BinaryValue,
    BoolValue,
    Const,
    ConstantRef,
    DefinitionKind,
    Document,
    Enum,
    Field,
    Function,
    ListType,
    ListValue,
    MapType,
    MapValue,
    Program,
    Record,
    RecordValue,
    Reference,
    Requiredness,
    Service,
    SetType,
    SetValue,
    Type,
    Typedef,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Refused", "Unreadable", "apache_says", "differences", "we_say"]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Object: TypeAlias = dict[str, Json]
_LONGEST = 60.0


@frozen
class Refused:
    """Apache's compiler does not take the file."""

    why: str


@frozen
class Unreadable:
    """It takes the file and prints something that is no JSON."""

    why: str


def apache_says(
    path: Path, include_dirs: Sequence[Path], out: Path
) -> Object | Refused | Unreadable:
    """What Apache's compiler prints for a file, or why that is not to be had."""
    out.mkdir(parents=True, exist_ok=True)
    options = [part for folder in include_dirs for part in ("-I", str(folder))]
    done = subprocess.run(
        ["thrift", "-nowarn", "--gen", "json", "-out", str(out), *options, str(path)],
        capture_output=True,
        timeout=_LONGEST,
        check=False,
    )
    if done.returncode != 0:
        return Refused(done.stderr.decode(errors="replace"))
    text = (out / f"{path.stem}.json").read_bytes().decode("utf-8", errors="replace")
    try:
        said: Object = json.loads(text, strict=False)
    except ValueError as error:
        return Unreadable(str(error))
    return said


def we_say(program: Program, document: Document) -> Object:
    """Our model of one file in the words of Apache's compiler."""
    return _Writer(program, document).document()


def differences(apache: Json, ours: Json, where: str = "") -> list[str]:
    """Where two answers differ; docs are compared by their words.

    Apache's compiler knows fewer docs than ours, and our doc may go on with a comment behind the
    element.
    """
    if isinstance(apache, dict) and isinstance(ours, dict):
        return [found for key in {**apache, **ours} for found in _at(key, apache, ours, where)]
    if isinstance(apache, list) and isinstance(ours, list) and len(apache) == len(ours):
        pairs = enumerate(zip(apache, ours, strict=True))
        return [
            found
            for index, (theirs, own) in pairs
            for found in differences(theirs, own, f"{where}[{index}]")
        ]
    return [] if _same(apache, ours) else [f"{where}: {apache!r} and {ours!r}"]


def _at(key: str, apache: Object, ours: Object, where: str) -> list[str]:
    place = f"{where}.{key}"
    if key == "doc":
        told, own = apache.get(key, ""), ours.get(key, "")
        return [] if _same_words(told, own) else [f"{place}: {told!r} and {own!r}"]
    if (key in apache) != (key in ours):
        return [f"{place}: only {'Apache' if key in apache else 'we'}"]
    return differences(apache[key], ours[key], place)


def _same(apache: Json, ours: Json) -> bool:
    if isinstance(apache, int | float) and isinstance(ours, int | float):
        return abs(apache - ours) <= 1e-12 * max(abs(apache), abs(ours))
    # An empty list may be written as an empty map; Apache's compiler passes that on.
    return apache == ours or (apache == {} and ours == []) or (apache == [] and ours == {})


def _same_words(apache: Json, ours: Json) -> bool:
    theirs, own = (re.findall(r"\w+", str(text)) for text in (apache, ours))
    return own[: len(theirs)] == theirs


class _Writer:
    """Writes one document as Apache's JSON generator would."""

    def __init__(self, program: Program, document: Document) -> None:
        self._program = program
        self._document = document

    def document(self) -> Object:
        of_kind = self._document.definitions
        return {
            "name": self._document.stem,
            **_doc(self._document.doc),
            "namespaces": {each.scope: each.name for each in self._document.namespaces},
            "includes": [
                self._program.document(each.document).stem for each in self._document.includes
            ],
            "enums": [self._enum(each) for each in of_kind if isinstance(each, Enum)],
            "typedefs": [self._typedef(each) for each in of_kind if isinstance(each, Typedef)],
            "structs": [self._record(each) for each in of_kind if isinstance(each, Record)],
            "constants": [self._const(each) for each in of_kind if isinstance(each, Const)],
            "services": [self._service(each) for each in of_kind if isinstance(each, Service)],
        }

    def _enum(self, enum: Enum) -> Object:
        return {
            "name": enum.name,
            **_doc(enum.doc),
            **_annotations(enum.annotations),
            "members": [
                {"name": each.name, "value": each.value, **_doc(each.doc)} for each in enum.members
            ],
        }

    def _typedef(self, typedef: Typedef) -> Object:
        return {
            "name": typedef.name,
            **self._typed("type", typedef.type),
            **_doc(typedef.doc),
            **_annotations(typedef.annotations),
        }

    def _record(self, record: Record) -> Object:
        union = record.kind is DefinitionKind.UNION
        return {
            "name": record.name,
            **_doc(record.doc),
            **_annotations(record.annotations),
            "isException": record.kind is DefinitionKind.EXCEPTION,
            "isUnion": union,
            "fields": [self._field(each, optional=union) for each in record.fields],
        }

    def _const(self, const: Const) -> Object:
        return {
            "name": const.name,
            **self._typed("type", const.type),
            **_doc(const.doc),
            "value": self._value(const.value),
        }

    def _service(self, service: Service) -> Object:
        extends: Object = {}
        if service.extends is not None:
            extends["extends"] = self._qualified(service.extends)
        return {
            "name": service.name,
            **extends,
            **_doc(service.doc),
            **_annotations(service.annotations),
            "functions": [self._function(each) for each in service.functions],
        }

    def _function(self, function: Function) -> Object:
        return {
            "name": function.name,
            **self._typed("returnType", function.result),
            "oneway": function.oneway,
            **_doc(function.doc),
            **_annotations(function.annotations),
            "arguments": [self._field(each, argument=True) for each in function.arguments],
            "exceptions": [self._field(each, argument=True) for each in function.throws],
        }

    def _field(self, field: Field, *, optional: bool = False, argument: bool = False) -> Object:
        required = field.requiredness.value
        if field.requiredness is Requiredness.DEFAULT or (
            argument and field.requiredness is Requiredness.OPTIONAL
        ):
            required = "req_out"
        written: Object = {
            "key": field.id,
            "name": field.name,
            **self._typed("type", field.type),
            **_doc(field.doc),
            **_annotations(field.annotations),
            "required": "optional" if optional else required,
        }
        if field.default is not None:
            written["default"] = self._value(field.default)
        return written

    def _typed(self, key: str, type_: Type | None) -> Object:
        """``key`` with ``Id``, and in full if there is more to say."""
        written: Object = {f"{key}Id": self._type_id(type_)}
        true = self._program.true_type(type_) if type_ is not None else None
        if true is not None and not self._plain(true):
            written[key] = self._spec(true)
        return written

    def _plain(self, true: Type) -> bool:
        return isinstance(true, BaseType) or (
            isinstance(true, Reference) and true.kind is DefinitionKind.ENUM
        )

    def _spec(self, true: Type) -> Object:
        written: Object = {"typeId": self._type_id(true)}
        match true:
            case Reference():
                record = self._program.find(true)
                written |= _annotations(record.annotations)
                written["class"] = self._qualified(true)
            case ListType() | SetType():
                written |= _annotations(true.annotations)
                written |= self._typed("elemType", true.element)
            case MapType():
                written |= _annotations(true.annotations)
                written |= self._typed("keyType", true.key) | self._typed("valueType", true.value)
            case _:
                pass
        return written

    def _type_id(self, type_: Type | None) -> str:
        true = self._program.true_type(type_) if type_ is not None else None
        match true:
            case None:
                return "void"
            case ListType() | SetType() | MapType():
                return type(true).__name__.removesuffix("Type").lower()
            case BaseType() | Reference():
                # Enums travel as i32.
                return "i32" if true.kind is DefinitionKind.ENUM else true.kind.value

    def _qualified(self, reference: Reference) -> str:
        if reference.document == self._document.key:
            return reference.name
        return f"{self._program.document(reference.document).stem}.{reference.name}"

    def _value(self, value: Value) -> Json:
        match self._program.true_value(value):
            case BinaryValue(value=data):
                return data.decode()
            case ListValue(items=items) | SetValue(items=items):
                return [self._value(item) for item in items]
            case MapValue(entries=entries):
                return {_key(self._value(key)): self._value(each) for key, each in entries}
            case RecordValue(entries=entries):
                return {name: self._value(each) for name, each in entries}
            case ConstantRef():
                raise AssertionError(value)
            case plain:
                return int(plain.value) if isinstance(plain, BoolValue) else plain.value


def _key(value: Json) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _doc(doc: str | None) -> Object:
    return {"doc": doc} if doc is not None else {}


def _annotations(annotations: tuple[Annotation, ...]) -> Object:
    return {"annotations": {each.name: each.value for each in annotations}} if annotations else {}
