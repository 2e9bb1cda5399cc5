"""Policies that choose a learner's next step. Pure: no I/O, no clock."""

from analytics.paths.candidates import COOL_DOWN
from analytics.paths.choosing import Policy
from analytics.paths.offering import MOST_OFFERED, offer
from analytics.paths.policy import DEFAULT_POLICY, ReadinessPolicy, advise, first_step
from analytics.paths.step import Advice, Reason, ReasonCode, Step

__all__ = [
    "COOL_DOWN",
    "DEFAULT_POLICY",
    "MOST_OFFERED",
    "Advice",
    "Policy",
    "ReadinessPolicy",
    "Reason",
    "ReasonCode",
    "Step",
    "advise",
    "first_step",
    "offer",
]
