"""Doors to other people's tools; each module imports its own when it is imported, and no other.

==================  ===================================================  ======================
module              for                                                  extra
==================  ===================================================  ======================
``prometheus``      clients' counters, histograms and gauges             none
``opentelemetry``   a span for every call of a client                    ``opentelemetry``
==================  ===================================================  ======================
"""
