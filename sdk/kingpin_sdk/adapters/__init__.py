"""The backends, one package each, strangers to each other; ``wiring`` imports the one that is set.

========== ==================== ============================================================
package    fills the ports      with
========== ==================== ============================================================
localdir   Coordination, Blobs  a folder of this machine: the embedded default, no server
zookeeper  Coordination         ZooKeeper, through kazoo (imported nowhere else)
s3         Blobs                Amazon S3 and what speaks its protocol, through boto3 (likewise)
========== ==================== ============================================================

Each maps the errors of its library to those of ``kingpin_sdk.errors`` by a table.
"""
