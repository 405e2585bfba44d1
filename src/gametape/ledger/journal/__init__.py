"""Trades typed by hand, and exports of brokers and sportsbooks: tables read by a mapping file."""
