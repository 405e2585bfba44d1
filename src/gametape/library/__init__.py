"""The catalogue of sessions, which their tapes tell, and the notes, which only a person can."""
