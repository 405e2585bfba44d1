"""What arrives, onto the tape first and then into the fold."""
