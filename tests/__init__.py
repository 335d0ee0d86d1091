"""The tests: real processes and real servers wherever a protocol matters."""
