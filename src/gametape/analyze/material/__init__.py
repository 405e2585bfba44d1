"""What an evening is judged from: courses of markets, decisions, plans, each as it was told."""
