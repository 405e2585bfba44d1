"""Market signals, running: an event in, a signal or none out. Pure; no clock, no file."""
