"""The IDL compiler: Thrift IDL in, typed Python clients and handlers out.

Its door is the command ``kingpin-codegen``; docs/codegen.md tells how to use it.
"""
