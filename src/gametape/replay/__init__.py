"""The one fold: tape lines in, market state out; and what can be read off it."""
