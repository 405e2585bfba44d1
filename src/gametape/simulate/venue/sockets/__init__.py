"""The venue's open sockets: who subscribed to what, who is sent what, and the faults between."""
