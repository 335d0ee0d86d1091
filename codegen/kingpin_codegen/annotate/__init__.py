"""From IDL to Python: names, types, places, and what each class needs. Pure."""

from kingpin_codegen.annotate._facts import MethodFact, ModuleFact, PackageFact
from kingpin_codegen.annotate._layout import LayoutError
from kingpin_codegen.annotate._naming import Clients
from kingpin_codegen.annotate._program import MARK, annotate
from kingpin_codegen.annotate._text import docstring

__all__ = [
    "MARK",
    "Clients",
    "LayoutError",
    "MethodFact",
    "ModuleFact",
    "PackageFact",
    "annotate",
    "docstring",
]
