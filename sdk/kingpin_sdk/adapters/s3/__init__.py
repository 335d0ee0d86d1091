"""The blob store port over S3 and servers that speak it; the only package that imports botocore.

botocore is loaded by the first request. boto3 itself would add nothing but 130 ms at that moment.
"""

from kingpin_sdk.adapters.s3._blobs import S3Blobs
from kingpin_sdk.adapters.s3._key_file import Credentials, read_key_file

__all__ = ["Credentials", "S3Blobs", "read_key_file"]
