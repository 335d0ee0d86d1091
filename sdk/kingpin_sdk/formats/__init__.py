"""Every byte layout that two processes share, one module each; golden bytes are in tests/formats.

The read path imports ``sidecar`` only, so each module is imported by its own name and this package
stays empty.

=============  ==============================================================  =================
module         bytes                                                           shared with
=============  ==============================================================  =================
version        the data of a config's node, the body of its index blob         KingPin 1.0
record         the metadata of a value blob: its history record                our publishers
metaconfig     the JSON that says how a box gets a config or serverset         KingPin 1.0
member         the name and data of a serverset's member                       KingPin 1.0
serverset      the local file of a serverset                                   KingPin 1.0
sidecar        which version a local file is                                   our monitor, readers
pins           which local files stay at a version                             our monitors
followed       what leads from dependencies to local files                     our monitors
localdir       nodes, blobs and members of the embedded store                  our processes
=============  ==============================================================  =================

A config's local file has no layout of its own: it is the value blob's body, byte for byte.
"""
