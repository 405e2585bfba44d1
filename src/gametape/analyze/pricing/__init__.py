"""What the recorded book would have paid at many moments at once: for outcomes, never for labels."""
