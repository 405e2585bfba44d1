"""The verifier: nine rules, without a model, that every report passes before it is read."""

from gametape.report.verifier.finding import Finding, Kind
from gametape.report.verifier.verify import verify, verify_claim

__all__ = ["Finding", "Kind", "verify", "verify_claim"]
