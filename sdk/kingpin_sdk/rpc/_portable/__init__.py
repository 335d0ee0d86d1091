"""A codec in plain Python for what thriftpy2's fast one cannot do.

That is: the compact protocol, ``uuid``, containers as keys, and messages that would keep the fast
codec busy for seconds. It reads and writes by the same specs, checks every length and number before
it believes it, and gives the same values: sets as lists and enums as ints, until the generated code
finishes them.
"""

from kingpin_sdk.rpc._portable._binary import BinaryReader, BinaryWriter
from kingpin_sdk.rpc._portable._compact import CompactReader, CompactWriter
from kingpin_sdk.rpc._portable._reading import Reader, read_record
from kingpin_sdk.rpc._portable._skimming import Skimmer
from kingpin_sdk.rpc._portable._source import TruncatedError
from kingpin_sdk.rpc._portable._writing import Writer, refusal, write_record

__all__ = [
    "BinaryReader",
    "BinaryWriter",
    "CompactReader",
    "CompactWriter",
    "Reader",
    "Skimmer",
    "TruncatedError",
    "Writer",
    "read_record",
    "refusal",
    "write_record",
]
