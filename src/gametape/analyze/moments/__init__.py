"""Moments of an evening: what was known at each, what came next, and the ones like a given one."""
