"""What a recording is to record, how, and until when."""
