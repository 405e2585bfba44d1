"""One file a detector; `registry` finds them all. They see a view and never what came after."""
