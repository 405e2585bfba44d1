"""Rehearsal: a synthetic game and its market, and a loopback venue that speaks Polymarket."""
