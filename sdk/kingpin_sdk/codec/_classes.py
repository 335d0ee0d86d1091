"""attrs classes and dataclasses, built by cattrs.

Imported when the first such class is compiled: cattrs and attrs are slow to load.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING
from typing import TYPE_CHECKING, Any, NamedTuple, cast, final

import attrs
import cattrs
from cattrs.errors import AttributeValidationNote, ClassValidationError
from cattrs.gen import make_dict_structure_fn, override

from kingpin_sdk.codec._problems import ProblemsError, in_key
from kingpin_sdk.codec._records import Field, Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from _typeshed import DataclassInstance

    from kingpin_sdk.codec._problems import Problem
    from kingpin_sdk.codec._shape import Shape
    from kingpin_sdk.model import Json

__all__ = ["ClassObject", "ConstructorField", "constructor_fields"]

# cattrs takes the hook of a field as a keyword of its name, beside two parameters of its own.
_TAKEN = ("cl", "converter")


class ConstructorField(NamedTuple):
    """One field as attrs or dataclasses declare it.

    Attributes:
        name: the attribute.
        type: as declared, perhaps text; None if it was not.
        required: it has no default.
    """

    name: str
    type: object
    required: bool


def constructor_fields(kind: type) -> list[ConstructorField]:
    """The fields that the class's constructor takes, in its order."""
    if attrs.has(kind):
        return [
            ConstructorField(field.name, field.type, field.default is attrs.NOTHING)
            for field in attrs.fields(kind)
            if field.init
        ]
    # The caller saw __dataclass_fields__ on it.
    dataclass = cast("type[DataclassInstance]", kind)
    return [
        ConstructorField(
            field.name, field.type, field.default is MISSING and field.default_factory is MISSING
        )
        for field in dataclasses.fields(dataclass)
        if field.init
    ]


@final
class ClassObject(Record):
    """A class with fields.

    cattrs writes the function that makes an instance: defaults, factories, aliases and keyword-only
    fields are its business. What stands in a field is ours, so that one set of rules holds.

    Args:
        kind: the class.
    """

    def __init__(self, kind: type) -> None:
        super().__init__(kind.__name__)
        self._kind = kind
        # Filled in by compile().
        self._build: Callable[[dict[str, Json]], object] = dict

    def compile(
        self, declared: object, fields: list[Field], shape_of: Callable[[object], Shape]
    ) -> None:
        """Take the fields; to be called once, before the shape is used.

        Args:
            declared: the class, with its type arguments if it has parameters.
            fields: those its constructor takes.
            shape_of: compiles a type.
        """
        self.fields = {field.name: field for field in fields}
        hooks = {
            field.name: override(struct_hook=_hook(field.shape))
            for field in fields
            if field.name not in _TAKEN
        }
        converter = cattrs.Converter(detailed_validation=True)
        # A field whose name is taken is found by its type instead.

        def by_type(form: object) -> Callable[[Json, object], object]:
            return _hook(shape_of(form))

        converter.register_structure_hook_factory(_any_type, by_type)
        # cattrs declares neither generic aliases nor hooks by keyword in a way checkers accept.
        make: Any = make_dict_structure_fn
        self._build = make(declared, converter, _cattrs_use_linecache=False, **hooks)

    def structure(self, document: Json) -> object:
        if type(document) is not dict:
            raise self.wrong(document)
        try:
            return self._build(document)
        except ClassValidationError as error:
            raise ProblemsError(list(self._translated(error, document))) from None

    def unstructure(self, value: object) -> Json:
        if not self.owns(value):
            raise self.wrong(value)
        found: list[Problem] = []
        documents: dict[str, Json] = {}
        for name, shape, _ in self.fields.values():
            try:
                documents[name] = shape.unstructure(getattr(value, name))
            except ProblemsError as error:
                found.extend(error.under(in_key(name)))
        if found:
            raise ProblemsError(found)
        return documents

    def owns(self, value: object) -> bool:
        """A subclass is another type: its own fields would be lost."""
        return type(value) is self._kind

    def _translated(
        self, error: ClassValidationError, document: dict[str, Json]
    ) -> Iterator[Problem]:
        for inner in error.exceptions:
            notes: list[object] = getattr(inner, "__notes__", [])
            # Only the last note is of this class; those before came with a nested class's error.
            name = next(
                (n.name for n in reversed(notes) if isinstance(n, AttributeValidationNote)), None
            )
            if name is None:
                # The constructor or a validator of the class.
                yield "", _words(inner)
            elif isinstance(inner, ProblemsError):
                yield from inner.under(in_key(name))
            elif name not in document:
                yield in_key(name), "required, missing"
            else:
                yield in_key(name), _words(inner)


def _any_type(_form: object) -> bool:
    return True


def _hook(shape: Shape) -> Callable[[Json, object], object]:
    structure = shape.structure

    def hook(document: Json, _declared: object) -> object:
        return structure(document)

    return hook


def _words(error: BaseException) -> str:
    """What the class said, in one line; its author decides whether that tells a value."""
    text = str(error.args[0]) if error.args else type(error).__name__
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is not None and trace.tb_frame.f_globals.get("__name__") == "attr.validators":
        # The validators of attrs end with the value: "... must be >= 0: -1", "... (got 'x')".
        text = text.partition(" (")[0].partition(": ")[0]
    return f"refused by the class: {' '.join(text.split())}"
