"""The page's server: HTTP and WebSocket, thin."""
