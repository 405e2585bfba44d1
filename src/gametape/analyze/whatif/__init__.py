"""What other decisions would have brought, priced by the recorded book. It reads the future."""
