"""What a recording can be trusted for: checks of its books, its holes, and the verdict."""
