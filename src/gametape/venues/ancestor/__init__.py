"""Sessions of the program this one descends from: books now and then, hand-typed notes."""
