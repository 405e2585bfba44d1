"""The venue as an exchange: books, orders, matches, trades; pure state, no wire, no clock."""
