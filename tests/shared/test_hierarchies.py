"""Timeouts and limits hold each other in order."""

from dataclasses import replace

import pytest

from shared.limits import LIMITS, Limits
from shared.timeouts import TIMEOUTS


@pytest.mark.parametrize(
    "change",
    [
        {"sandbox_stretch": 11.0},
        {"remote_call": 61.0},
        {"call_ack": 30.0},
        {"suspect": 20.0},
        {"reconnect_max": 45.0},
    ],
)
def test_an_inner_wait_that_outlives_its_outer_one_is_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        replace(TIMEOUTS, **change).validate()


@pytest.mark.parametrize(
    "change",
    [{"control_frame": 2**21}, {"op_bytes": 1}, {"http_body": 1}, {"sandbox_workers": 9}, {"call_depth": 9}],
)
def test_limits_that_contradict_each_other_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        replace(LIMITS, **change).validate()


def test_the_defaults_hold() -> None:
    TIMEOUTS.validate()
    Limits().validate()
