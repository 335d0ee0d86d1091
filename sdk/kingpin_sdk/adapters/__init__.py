"""The world outside, one package each, strangers to each other; ``wiring`` opens the backends.

========== ==================== ============================================================
package    fills the ports      with
========== ==================== ============================================================
localdir   Coordination, Blobs  a folder of this machine: the embedded default, no server
zookeeper  Coordination         ZooKeeper, through kazoo (imported nowhere else)
s3         Blobs                Amazon S3 and what speaks its protocol, through boto3 (likewise)
prometheus Metrics              counters and histograms of prometheus_client
http       (none)               the small server with which the daemons answer
systemd    (none)               sd_notify and its watchdog, for the daemons
========== ==================== ============================================================

Each backend maps the errors of its library to those of ``kingpin_sdk.errors`` by a table.
"""
