"""The rules of IDL that need the whole program. Pure."""

from kingpin_codegen.check._check import check
from kingpin_codegen.check._finding import Finding

__all__ = ["Finding", "check"]
