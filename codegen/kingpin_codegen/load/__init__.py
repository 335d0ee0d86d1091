"""The door of the front end: IDL files in, one checked program out."""

from kingpin_codegen.load._files import Disk, Files
from kingpin_codegen.load._load import load

__all__ = ["Disk", "Files", "load"]
