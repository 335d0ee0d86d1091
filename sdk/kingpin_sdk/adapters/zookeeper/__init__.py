"""The coordination port over ZooKeeper; the only package that imports kazoo."""

from kingpin_sdk.adapters.zookeeper._coordination import ZooKeeperCoordination
from kingpin_sdk.adapters.zookeeper._options import Tls

__all__ = ["Tls", "ZooKeeperCoordination"]
