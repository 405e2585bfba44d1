"""A running recording as pages follow it: one reader a session, however many listen."""
