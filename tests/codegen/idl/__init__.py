"""Tests of the compiler's front end: IDL in, model out."""
