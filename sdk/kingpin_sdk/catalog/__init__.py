"""What there is and who gets it: configs and serversets with their metaconfigs, and dependencies.

A metaconfig says how a box gets one config or serverset; a dependency (``web.dep``) is a named set
of metaconfigs and other dependencies, which a monitor follows.
"""

from kingpin_sdk.catalog._catalog import Catalog
from kingpin_sdk.catalog._declared import Declared, declared_from, extra_of
from kingpin_sdk.catalog._graph import Found, Holding, Member, Visit, bringing, expand, path_to
from kingpin_sdk.catalog._serversets import Listed

__all__ = [
    "Catalog",
    "Declared",
    "Found",
    "Holding",
    "Listed",
    "Member",
    "Visit",
    "bringing",
    "declared_from",
    "expand",
    "extra_of",
    "path_to",
]
