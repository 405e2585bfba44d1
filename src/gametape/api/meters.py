"""What the server counts of itself, and the text in which Prometheus reads it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from gametape.metrics import Histogram

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
QUANTILES = (0.5, 0.9, 0.99)

Sample = tuple[str, str, str, float]
"""Name, kind (gauge or counter), what it is, value."""


class Meters:
    """Requests by route and status, and how long they took; live listeners and those too slow."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.durations: defaultdict[str, Histogram] = defaultdict(Histogram)
        self.totals: Counter[str] = Counter()
        self.listeners = 0
        self.lagged = 0

    def request(self, method: str, route: str, status: int, took_us: int) -> None:
        """Count a request that was answered."""
        self.requests[method, route, status] += 1
        self.durations[route].add(took_us)
        self.totals[route] += took_us

    def text(self, others: Iterable[Sample]) -> str:
        """Everything in Prometheus's text format 0.0.4, with samples known elsewhere."""
        lines = _head("gametape_requests_total", "counter", "Requests answered.")
        for (method, route, status), count in sorted(self.requests.items()):
            labels = f'method="{method}",route="{_quoted(route)}",status="{status}"'
            lines.append(f"gametape_requests_total{{{labels}}} {count}")
        lines += _head("gametape_request_seconds", "summary", "Time from request to answer.")
        for route, times in sorted(self.durations.items()):
            name = _quoted(route)
            for share in QUANTILES:
                value = (times.percentile(share) or 0) / 1e6
                labels = f'route="{name}",quantile="{share}"'
                lines.append(f"gametape_request_seconds{{{labels}}} {value}")
            lines.append(
                f'gametape_request_seconds_sum{{route="{name}"}} {self.totals[route] / 1e6}'
            )
            lines.append(f'gametape_request_seconds_count{{route="{name}"}} {times.count}')
        own: list[Sample] = [
            ("gametape_live_listeners", "gauge", "Pages that follow a recording.", self.listeners),
            ("gametape_live_lagged_total", "counter", "Listeners that fell behind.", self.lagged),
        ]
        for sample, kind, what, number in [*own, *others]:
            lines += [*_head(sample, kind, what), f"{sample} {number}"]
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str, what: str) -> list[str]:
    return [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
