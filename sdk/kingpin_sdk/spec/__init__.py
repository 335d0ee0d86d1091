"""What a config is: name, shape, type and validators, defined once for reader, publisher.

Guard and console.

A view makes its spec from its arguments and exposes it as ``.spec``; ``publisher.edit(view)`` takes
it from there. To publish without a view, make the spec itself::

    publisher.edit(ListSpec(ConfigName("spam", "blocklist"), str)).add("evil.example")

Values of a spec, and the documents they are stored as (WIRE.md 2.4):

================  ======================  =========================  ===================
spec              value                   document                   keys sorted
================  ======================  =========================  ===================
ListSpec[T]       tuple[T, ...]           list                       no
MapSpec[K, V]     dict[K, V]              object                     yes, nested ones too
MappedListSpec    dict[str, tuple[T]]     object of lists            yes
JsonSpec[T]       T                       anything                   yes
DeciderSpec       dict[str, int | float]  object of numbers 0..100   yes
================  ======================  =========================  ===================
"""

from kingpin_sdk.spec._base import AnySpec, HasSpec, Shape, Spec
from kingpin_sdk.spec._decider import DeciderSpec
from kingpin_sdk.spec._shapes import JsonSpec, ListSpec, MappedListSpec, MapSpec

__all__ = [
    "AnySpec",
    "DeciderSpec",
    "HasSpec",
    "JsonSpec",
    "ListSpec",
    "MapSpec",
    "MappedListSpec",
    "Shape",
    "Spec",
]
