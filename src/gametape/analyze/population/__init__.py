"""Many evenings: what each leaves behind, and what all of them together may be said to show."""
