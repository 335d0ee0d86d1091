"""kingpin-monitor, the daemon that keeps a box's local files synced: a thin front over ``sync``."""
