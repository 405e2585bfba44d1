"""What really happened, for judging a recording."""
