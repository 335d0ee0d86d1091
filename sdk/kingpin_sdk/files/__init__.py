"""The local roots on a box.

Where files are, how one is read whole, and how one is replaced at once.

Layout of a root (``/var/config`` by default)::

    config.manageddata.spam.blocklist                  the value's bytes, for readers old and new
    .kingpin/config.manageddata.spam.blocklist.json    which version they are (formats.sidecar)
    .kingpin/kept/config.manageddata.spam.blocklist/   contents before this one (keeping)
    .kingpin/refused/config.manageddata.spam.blocklist the newest one that was refused (keeping)
    .kingpin/pins.json                                 what stays as it is (formats.pins)
    .kingpin/followed.json                             what leads to these files (formats.followed)

``layout`` and ``reading`` need ``os`` and nothing else. ``freshness`` is the one reader that looks
again and keeps the last good value, for config views and serversets alike, on ``claim`` (who loads)
and ``loaded`` (what a look gives). The read path imports these and no more; ``writing``,
``keeping`` and ``temporary`` are for ``sync`` alone.
"""
