"""Calls over Thrift. Being built: so far the one call that a health check makes, in ``_thrift``."""
