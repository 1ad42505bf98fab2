"""Spokes and a hub over a network that fails, on machines that crash: whatever happens, all end up the same."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sync_machine import Devices, Everyday

STEPS = settings(stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_happens_all_devices_end_up_the_same() -> None:
    run_state_machine_as_test(Devices, settings=settings(STEPS, max_examples=15))


def test_on_ordinary_days_all_devices_end_up_the_same() -> None:
    run_state_machine_as_test(Everyday, settings=settings(STEPS, max_examples=8))


@pytest.mark.soak
def test_whatever_happens_for_long_all_devices_end_up_the_same() -> None:
    run_state_machine_as_test(Devices, settings=settings(STEPS, max_examples=3_000))
