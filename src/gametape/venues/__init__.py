"""One package a venue, the only code that knows it: bytes in, events out."""
