"""One suite per port, run over every adapter: what engines may rely on, whatever the backend."""
