"""The embedded store: coordination and blobs in a folder of this machine, without a server.

Many processes may use one folder at the same time, on a local file system (flock, rename and link
must be atomic, which network file systems do not promise). ``formats.localdir`` has the layout.
"""

from kingpin_sdk.adapters.localdir._blobs import LocalBlobs
from kingpin_sdk.adapters.localdir._coordination import LocalCoordination

__all__ = ["LocalBlobs", "LocalCoordination"]
