"""The command ``kingpin-codegen``: the composition root of the generator."""
