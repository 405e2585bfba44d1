"""A loopback venue: real sockets on this machine that speak Polymarket and perform a script."""
