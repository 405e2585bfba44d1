"""Patterns: small rule files over what was known at a moment, and what following them was worth."""
