"""Compiled loops and their plain twins: the same answers with and without the extension.

`gametape_kernel` is a distribution of its own (folder `kernel/` of the repository); gametape is
whole without it, and slower. What is chosen is decided once, in `choice`.
"""
