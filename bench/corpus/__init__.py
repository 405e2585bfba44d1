"""What the analysis is worth, measured on evenings whose truth is known (`run.py corpus`)."""
