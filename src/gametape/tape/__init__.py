"""The recording file: the only truth. Written append-only, read tail-tolerant."""
