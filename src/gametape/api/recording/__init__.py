"""Recordings started, watched and stopped from the page, and files imported by it."""
