"""How other processes see a running recording and speak to it."""
