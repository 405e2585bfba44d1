"""One file that replays a session or a clip offline, without what one would rather not show."""
