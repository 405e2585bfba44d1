"""Goals that a person has set, in the catalogue's database: at most three, one of a kind."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, insert, select

from gametape.analyze.population.goal import LIMITS, MOST, Goal, GoalKind
from gametape.errors import UsageError
from gametape.library.database import alone, transaction
from gametape.library.tables import GOALS


class GoalBook:
    """The goals of one data folder; methods raise CatalogueError if the database fails."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def goals(self) -> tuple[Goal, ...]:
        """All goals, the oldest first."""
        with transaction(self._engine) as connection:
            return _goals(connection)

    def put(self, kind: GoalKind, value: float, now_us: int) -> Goal:
        """Set a goal in place of one of its kind; one that stays as it is keeps its day.

        Raises UsageError for a value that makes no sense, and for a fourth goal.
        """
        low, high = LIMITS[kind]
        if not low <= value <= high:
            raise UsageError(f"This goal takes {low:g} to {high:g}.")
        with transaction(self._engine) as connection:
            alone(connection)
            known = {one.kind: one for one in _goals(connection)}
            if kind in known and known[kind].value == value:
                return known[kind]
            if kind not in known and len(known) >= MOST:
                raise UsageError(f"There are {MOST} goals already.", "Give one up first.")
            connection.execute(delete(GOALS).where(GOALS.c.kind == kind))
            connection.execute(insert(GOALS), [{"kind": kind, "value": value, "set_us": now_us}])
        return Goal(kind, value, now_us)

    def drop(self, kind: GoalKind) -> None:
        """Give a goal up; nothing happens where there is none of the kind."""
        with transaction(self._engine) as connection:
            connection.execute(delete(GOALS).where(GOALS.c.kind == kind))


def _goals(connection: Connection) -> tuple[Goal, ...]:
    query = select(GOALS.c.kind, GOALS.c.value, GOALS.c.set_us)
    rows = connection.execute(query.order_by(GOALS.c.set_us, GOALS.c.kind)).all()
    return tuple(Goal(*row) for row in rows if row[0] in LIMITS)
