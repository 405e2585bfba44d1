"""What the recorded book would have paid at many moments at once: outcomes, never labels."""
