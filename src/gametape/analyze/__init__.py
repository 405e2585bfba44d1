"""Decisions judged: metrics, detectors, what-ifs, statistics, evidence."""
