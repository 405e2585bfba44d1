"""Benchmarks and endurance runs: measured claims, each a command."""
