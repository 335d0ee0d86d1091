"""Tests of the IDL compiler."""
