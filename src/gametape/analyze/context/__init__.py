"""What a decision was made in: the market around it, computed from nothing later than itself."""
