"""Syntax to model: every name gets its meaning, every literal its type. Pure."""

from kingpin_codegen.resolve._documents import resolve
from kingpin_codegen.resolve._reports import Reports
from kingpin_codegen.resolve._scope import Scope

__all__ = ["Reports", "Scope", "resolve"]
