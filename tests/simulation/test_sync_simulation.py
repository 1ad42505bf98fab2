"""Spokes and a hub over a network that fails, on machines that crash: whatever happens, all end up the same."""

from hypothesis import settings
from sync_machine import Devices

TestDevices = Devices.TestCase
TestDevices.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
