"""`python -m gametape`."""

from gametape.cli import main

main()
