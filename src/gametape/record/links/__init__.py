"""What a recording hears and asks: sockets kept alive, and REST beside them."""
