"""Moments like one, and drills on them, blind until they are answered."""
