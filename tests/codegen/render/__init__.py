"""Tests of what is generated: names, layout, golden files, and what type checkers say of it."""
