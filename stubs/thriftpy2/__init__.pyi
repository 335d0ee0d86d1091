# Only what kingpin_sdk.rpc uses.
