"""Files on disk: what is to change, and changing it."""

from kingpin_codegen.write._plan import Change, Plan, plan
from kingpin_codegen.write._tree import ForeignFileError, Tree

__all__ = ["Change", "ForeignFileError", "Plan", "Tree", "plan"]
