"""What the venue writes on its sockets, field by field."""
