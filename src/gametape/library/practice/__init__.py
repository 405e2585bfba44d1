"""Moments of all sessions that are alike, and drills on them."""
