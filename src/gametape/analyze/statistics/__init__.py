"""How sure a number is: intervals over sessions, shrinkage, many tests at once, luck and skill.

Needs the extra `analyze` (SciPy, statsmodels); statsmodels is loaded by what asks it, as it takes
a second. Everything here is about samples of sessions or games, because trades of one game share
its outcome and one's mood (analysis-methods.md 5.1).
Chance comes in as a generator, so that the same question has the same answer.
"""
