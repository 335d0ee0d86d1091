"""Our generated code against Apache's: the same IDL, the same bytes, real sockets."""
