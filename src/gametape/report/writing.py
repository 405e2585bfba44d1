"""One entry for everybody who wants a report: whoever writes it, it is whole and checked."""

from __future__ import annotations

from dataclasses import dataclass

from gametape.analyze.evidence import EvidenceLedger
from gametape.report.claude.answered import Answered
from gametape.report.claude.asking import Answer, Asker, AskError, Question, Usage
from gametape.report.claude.budget import cache_key, cost_of, fitting
from gametape.report.claude.conversation import GivenUpError, Said, completed, converse
from gametape.report.claude.payload import Payload
from gametape.report.claude.prompt import PROMPT_VERSION
from gametape.report.claude.sweep import PrivateError
from gametape.report.facts import Facts
from gametape.report.model import Report
from gametape.report.options import ReportOptions
from gametape.report.rules import write
from gametape.report.rules.breaks import notes
from gametape.report.store import Exchange, ReportStore, Spending
from gametape.report.written import (
    Failure,
    Outcome,
    Tokens,
    WrittenReport,
    fingerprint,
    resolved,
)

RULES_ONLY = ReportOptions()


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a model's report needs from outside: who answers, where it is kept, and the time.

    `lacking` says why nobody answers, where `asker` is None.
    """

    asker: Asker | None = None
    store: ReportStore | None = None
    spending: Spending | None = None
    month: str = ""
    now_us: int = 0
    lacking: str = "There is no key (ANTHROPIC_API_KEY)."


def write_report(
    ledger: EvidenceLedger, options: ReportOptions = RULES_ONLY, desk: Desk | None = None
) -> WrittenReport:
    """The report of a ledger: by Claude where that is set, allowed and works, else by our rules.

    Never raises for what a model, a network or a budget does: `why_not` and `failures` say it.
    The asker is called at most three times: the model is looked up, asked, and asked to repair.
    """
    desk = desk or Desk()
    facts = Facts(ledger)
    ours = write(facts)
    refused = _not_allowed(options)
    if refused is not None:
        return _by_rules(facts, ours, options, "not asked", refused, (), Tokens())
    try:
        return _by_claude(facts, ours, options, desk)
    except AskError as error:
        failure = Failure(error.kind, error.words)
        return _by_rules(facts, ours, options, "fallback", error.words, (failure,), Tokens())
    except PrivateError as error:
        failure = Failure("privacy", error.what)
        return _by_rules(facts, ours, options, "fallback", str(error), (failure,), Tokens())


def preview(ledger: EvidenceLedger, options: ReportOptions) -> str:
    """Exactly what would be sent about a ledger, as JSON; raises PrivateError if it may not go.

    It can still be cut to the budget before it is sent, never grow.
    """
    return Payload(Facts(ledger), options).text()


def estimate(ledger: EvidenceLedger, options: ReportOptions, asker: Asker) -> Tokens:
    """What a report would take at most, before it is asked for: counted input, budgeted output.

    `cost` where a price is set. Raises AskError (also where it cannot fit) and PrivateError.
    """
    _, counted = fitting(Payload(Facts(ledger), options), options, asker)
    most = Usage(input=counted, output=options.max_tokens)
    cost = cost_of(most, options.prices.get(options.model))
    return Tokens(input=counted, output=options.max_tokens, estimated=counted, cost=cost)


def _not_allowed(options: ReportOptions) -> str | None:
    """Why Claude is not to be asked: "" where nobody wanted it; None if it may be."""
    if options.writer != "claude":
        return ""
    if not options.consent:
        return "You have not agreed to send anything; look at what would be sent, then agree."
    return None


def _by_claude(facts: Facts, ours: Report, options: ReportOptions, desk: Desk) -> WrittenReport:
    payload = Payload(facts, options)
    key = cache_key(payload.text(), facts.ledger.made_from.parameters, options)
    stored = desk.store.load(key) if desk.store is not None else None
    if stored is not None and stored.outcome != "fallback":
        said = converse(_unasked(options), Answered(stored.answers), facts)
        return _finished(facts, ours, options, said, Tokens(stored=True))
    if desk.asker is None:
        return _by_rules(facts, ours, options, "not asked", desk.lacking, (), Tokens())
    _check_month(options, desk)
    desk.asker.check(options.model)
    first, counted = fitting(payload, options, desk.asker)
    try:
        said = converse(first, desk.asker, facts)
    except GivenUpError as error:
        tokens = _tokens(error.answers, counted, options)
        gone = Said((), "fallback", error.failures, error.answers)
        _keep(desk, key, first, gone, tokens)
        return _by_rules(facts, ours, options, "fallback", error.words, error.failures, tokens)
    tokens = _tokens(said.answers, counted, options)
    _keep(desk, key, first, said, tokens)
    return _finished(facts, ours, options, said, tokens)


def _keep(desk: Desk, key: str, first: Question, said: Said, tokens: Tokens) -> None:
    """Store what went out and came back, whatever became of it, and count its tokens."""
    if desk.spending is not None and tokens.total:
        desk.spending.add(desk.month, tokens.total)
    if desk.store is None:
        return
    desk.store.save(
        Exchange(
            key=key,
            model=first.model,
            prompt=PROMPT_VERSION,
            payload=first.turns[0].text,
            answers=said.answers,
            outcome=said.outcome,
            failures=said.failures,
            made_us=desk.now_us,
        )
    )


def _check_month(options: ReportOptions, desk: Desk) -> None:
    if not options.month_tokens or desk.spending is None:
        return
    used = desk.spending.spent(desk.month)
    if used + options.input_tokens + options.output_tokens > options.month_tokens:
        raise AskError(
            "month", f"This month has used {used} of {options.month_tokens} tokens for reports."
        )


def _tokens(answers: tuple[Answer, ...], counted: int | None, options: ReportOptions) -> Tokens:
    """What all answers together took."""
    usages = [answer.usage for answer in answers]
    whole = Usage(
        input=sum(usage.input for usage in usages),
        output=sum(usage.output for usage in usages),
        thinking=sum(usage.thinking for usage in usages),
        cache_read=sum(usage.cache_read for usage in usages),
        cache_written=sum(usage.cache_written for usage in usages),
    )
    return Tokens(
        input=whole.input,
        output=whole.output,
        thinking=whole.thinking,
        cache_read=whole.cache_read,
        cache_written=whole.cache_written,
        estimated=counted,
        cost=cost_of(whole, options.prices.get(options.model)),
    )


def _unasked(options: ReportOptions) -> Question:
    return Question(
        model=options.model,
        effort=options.effort,
        max_tokens=options.max_tokens,
        system="",
        turns=(),
    )


def _finished(
    facts: Facts, ours: Report, options: ReportOptions, said: Said, tokens: Tokens
) -> WrittenReport:
    told = completed(said.claims, ours, facts)
    return WrittenReport(
        session=facts.ledger.session,
        title=facts.ledger.title,
        scope=facts.ledger.scope,
        writer="claude",
        model=options.model,
        outcome=said.outcome,
        why_not="",
        claims=tuple(resolved(one, facts, "claude" if his else "rules") for one, his in told),
        notes=notes(facts, options.help),
        failures=said.failures,
        tokens=tokens,
        ledger=fingerprint(facts.ledger),
    )


def _by_rules(
    facts: Facts,
    ours: Report,
    options: ReportOptions,
    outcome: Outcome,
    why_not: str,
    failures: tuple[Failure, ...],
    tokens: Tokens,
) -> WrittenReport:
    return WrittenReport(
        session=facts.ledger.session,
        title=facts.ledger.title,
        scope=facts.ledger.scope,
        writer="rules",
        model="",
        outcome=outcome,
        why_not=why_not,
        claims=tuple(resolved(claim, facts, "rules") for claim in ours.claims),
        notes=notes(facts, options.help),
        failures=failures,
        tokens=tokens,
        ledger=fingerprint(facts.ledger),
    )
