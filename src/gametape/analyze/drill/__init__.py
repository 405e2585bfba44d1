"""Practice on one's own tape: moments to answer at, blind clips of them, worth of answers."""
