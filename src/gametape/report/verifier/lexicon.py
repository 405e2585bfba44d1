"""The words that rules look for. English, folded; a rule says what they mean."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERS = _words(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy
    eighty ninety dozen dozens half halves halved third thirds quarter quarters twice thrice
    double doubled doubles doubling triple tripled triples tripling hundred hundreds
    thousand thousands million millions billion billions percent percentage majority always
    never every
    """
)

MORE = _words(
    """
    more higher larger bigger greater above exceeds exceeded rose risen rises rising
    increased increases increasing grew grown longer faster quicker
    """
)
LESS = _words(
    """
    less fewer lower smaller below fell fallen falls falling decreased decreases decreasing
    declined declines declining dropped shrank shorter slower reduced
    """
)
OTHER_COMPARISONS = _words(
    """
    better worse improved improves improving improvement worsened worsening deteriorated
    outperformed underperformed beat beats than cheaper dearer costlier stronger weaker
    deeper thinner tighter wider safer riskier likelier oftener most least best worst
    largest smallest biggest highest lowest greatest fewest longest shortest costliest
    cheapest majority
    """
)
COMPARISONS = MORE | LESS | OTHER_COMPARISONS

NO_COMPARISON = (
    "at least",
    "at most",
    "rather than",
    "other than",
    "no longer",
    "less fees",
    "stop loss",
)
"""Idioms in which such a word compares nothing."""

HEDGES = (
    "no clear",
    "not clear",
    "unclear",
    "not known",
    "unknown",
    "cannot say",
    "cannot tell",
    "cannot be told",
    "cannot be said",
    "not yet",
    "too early",
    "too few",
    "too little",
    "not enough",
    "may",
    "might",
    "could be",
    "chance alone",
    "inconclusive",
    "undecided",
    "says nothing",
    "proves nothing",
    "says little",
    "open question",
)

CERTAINTY = (
    "because of your",
    "because you",
    "caused by",
    "caused you",
    "proves",
    "prove that",
    "proof that",
    "proven",
    "guarantee",
    "guarantees",
    "guaranteed",
    "would have won",
    "would have made",
    "would have earned",
    "would win",
    "will win",
    "will make",
    "will earn",
    "will profit",
    "you will gain",
    "cannot lose",
    "can't lose",
    "risk free",
    "sure thing",
    "sure profit",
    "free money",
    "certain to",
    "certainly",
    "definitely",
    "without doubt",
    "no doubt",
)
CLINICAL = (
    "addict",
    "addicted",
    "addiction",
    "addictive",
    "disorder",
    "compulsive",
    "compulsion",
    "pathological",
    "problem gambler",
    "problem gambling",
    "diagnosis",
    "diagnosed",
    "neurotic",
    "manic",
    "mania",
    "bipolar",
    "adhd",
    "ocd",
    "depression",
    "depressed",
    "trauma",
    "therapy",
)
SHAMING = (
    "mistake",
    "mistakes",
    "blunder",
    "blunders",
    "stupid",
    "stupidly",
    "foolish",
    "idiot",
    "idiotic",
    "pathetic",
    "shameful",
    "reckless",
    "greedy",
)
STAKING = (
    "stake more",
    "bet more",
    "bet bigger",
    "bet larger",
    "risk more",
    "wager more",
    "invest more",
    "trade bigger",
    "trade larger",
    "size up",
    "sizing up",
    "scale up",
    "go all in",
    "all in",
    "increase your stake",
    "increase your stakes",
    "increase your size",
    "increase the stake",
    "increase stakes",
    "raise your stake",
    "raise your stakes",
    "raise the stake",
    "raise your size",
    "larger stake next",
    "bigger stake next",
    "bigger stakes",
    "larger stakes",
    "add to your position",
    "borrow",
    "chase your losses",
    "win it back",
)

GAINS = _words(
    """
    profit profits profited profitable gain gains gained gaining earned earn earns earnings
    made winner winnings
    """
)
LOSSES = _words(
    """
    loss losses lost lose loses losing loser minus
    """
)
COSTS = _words(
    """
    fee fees cost costs spread spreads paid pay pays rebate rebates charge charges took take
    swing swings way luck
    """
)
