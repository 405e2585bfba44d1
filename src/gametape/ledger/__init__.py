"""Fills to positions, legs and episodes; profit and loss, exact; settlement. Pure."""
