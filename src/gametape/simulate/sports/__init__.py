"""Games as chance: each sport plays itself by seed and knows its exact odds at every moment."""
