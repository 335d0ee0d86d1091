"""``kingpin demo``: the whole loop on this machine, in a temporary folder, with real processes.

``_reader`` is the second process: it must stay free of network libraries, and so this package
imports nothing.
"""
