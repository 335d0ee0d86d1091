"""The room of the IDL compiler: Thrift IDL in, typed Python clients out.

It holds nothing public yet.
"""
