"""Reports worded by Claude: what is sent, what is asked, and what becomes of the answer."""
