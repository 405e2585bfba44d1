"""What became of decisions: costs, markouts, excursions, luck. It reads the future."""
