"""Finding a service: where its endpoints come from, and which of them takes a call.

::

    register > serverset member > monitor > local file > ServersetFile > Balancer > connection

Sources (``EndpointSource``) only read: a file, a list, or one source behind another. A ``Balancer``
belongs to one client and chooses among the endpoints call by call; it is made of pure parts, each
with the published system that its rule and its defaults come from:

================  ============================================================================
part              choices
================  ============================================================================
selection         RandomChoice, RoundRobin, LeastLoaded, PeakEwma, Sticky
quarantine        Quarantine: failures in a row, success rate, growing rests, a share at most
zone              ZonePreference: near hosts first, the rest spills over
subset            Subset: a client's own part of a large set
================  ============================================================================
"""

from kingpin_sdk.discovery._balancer import Balancer
from kingpin_sdk.discovery._candidates import Candidates
from kingpin_sdk.discovery._fallback import Fallback
from kingpin_sdk.discovery._host import Host
from kingpin_sdk.discovery._lease import HostReport, Lease, Outcome
from kingpin_sdk.discovery._quarantine import Quarantine
from kingpin_sdk.discovery._selection import (
    LeastLoaded,
    PeakEwma,
    RandomChoice,
    RoundRobin,
    Selection,
    Sticky,
)
from kingpin_sdk.discovery._serverset_file import ServersetFile
from kingpin_sdk.discovery._source import EndpointSource
from kingpin_sdk.discovery._static import StaticEndpoints
from kingpin_sdk.discovery._subset import Subset
from kingpin_sdk.discovery._zone import ZonePreference

__all__ = [
    "Balancer",
    "Candidates",
    "EndpointSource",
    "Fallback",
    "Host",
    "HostReport",
    "Lease",
    "LeastLoaded",
    "Outcome",
    "PeakEwma",
    "Quarantine",
    "RandomChoice",
    "RoundRobin",
    "Selection",
    "ServersetFile",
    "StaticEndpoints",
    "Sticky",
    "Subset",
    "ZonePreference",
]
