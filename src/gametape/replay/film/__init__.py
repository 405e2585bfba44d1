"""Film: a session made ready for the room: one track an asset, and a timeline of the rest."""
