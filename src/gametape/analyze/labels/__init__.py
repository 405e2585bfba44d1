"""Labels of decisions: every detector's answers beside what chance does."""
