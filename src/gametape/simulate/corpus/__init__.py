"""The planted corpus: thousands of evenings whose truth is known, to hold the analysis against.

Worlds are made with arrays, straight to what the analysis reads, without a tape or a venue
(analysis-methods.md 8.1). Whoever trades in them was told what to do, and every order carries what
it was. Needs the extra `analyze` (SciPy).
"""
