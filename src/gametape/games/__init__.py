"""Game events: sports feeds, play-by-play files, hotkey tags, and the alignment of their clocks."""
