"""What there is and who gets it: configs with their metaconfigs, and dependencies.

A metaconfig says how a box gets one config; a dependency (``web.dep``) is a named set of
metaconfigs and other dependencies, which a monitor follows.
"""

from kingpin_sdk.catalog._catalog import Catalog
from kingpin_sdk.catalog._graph import Found, Member, Visit, expand, path_to

__all__ = ["Catalog", "Found", "Member", "Visit", "expand", "path_to"]
