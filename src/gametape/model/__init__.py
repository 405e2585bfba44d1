"""The words everything else is written in: prices, sizes, markets, events, the order book."""
