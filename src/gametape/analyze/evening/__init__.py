"""An evening ready to be judged, and the view of it that ends at a moment."""
