"""Tests of the shape of the code: what an import loads, what is exported, how long things are."""
