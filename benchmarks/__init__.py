"""The numbers the project holds itself to, each beside its target: ``python -m benchmarks``."""
