"""Sessions for other programs: tables with documented columns, and whole sessions as one file."""
