"""Text to syntax: Thrift IDL as written, with nothing looked up. The only importer of lark."""

from kingpin_codegen.parse._parser import Parsed, Parser
from kingpin_codegen.parse._source import Source

__all__ = ["Parsed", "Parser", "Source"]
