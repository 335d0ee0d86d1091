"""The command line ``kingpin-codegen``: a thin front over the other rooms."""
