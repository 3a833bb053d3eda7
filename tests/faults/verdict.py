"""The whole verdict on a running system that is quiet: on what it holds, and on what it leaves around itself."""

from collections.abc import Mapping

import pytest

from deploy.stack.stack import Stack
from tests.faults.oracle import judge
from tests.faults.seeing import last_words
from tests.faults.state import State
from tests.faults.traces import Life, trace
from tests.faults.traces_oracle import witness

_SHOWN = 50


def must_be_well(stack: Stack, state: State, before: Mapping[str, Life]) -> None:
    """Fail of every breach of I1 to I9; ``before`` is how its services lived when nothing had happened to it."""
    breaches = [str(breach) for breach in (*judge(state), *witness(trace(stack, state, before)))]
    if breaches:
        pytest.fail("\n".join([*breaches[:_SHOWN], last_words(stack)]))
