"""The face for assistants: read-only tools that answer from checked numbers, over MCP."""
