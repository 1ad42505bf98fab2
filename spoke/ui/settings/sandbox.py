"""What the sandbox gives to a run, and what it keeps out. The same on every device, so that a skill runs everywhere."""

from __future__ import annotations

from shared.limits import LIMITS, MIB
from shared.timeouts import TIMEOUTS
from spoke.ui.controls import label
from spoke.ui.settings.blocks import SettingsPage
from spoke.ui.words import tr


class SandboxPage(SettingsPage):
    def __init__(self) -> None:
        super().__init__(
            tr("Sandbox"),
            tr("Code runs in WebAssembly: without your files, your network and your clock, but for what you grant."),
        )
        limits = self.group(
            tr("A run may have"),
            tr("These hold on every device, so that a skill that runs here runs on the others."),
        )
        for title, second, value in _limits():
            limits.row(title, second, label(value, "button", "second"))


def _limits() -> list[tuple[str, str, str]]:
    mib, number = "{:,.0f} MB".format, "{:,}".format
    return [
        (tr("Memory"), "", mib(LIMITS.sandbox_memory / MIB)),
        (tr("Time of a function"), tr("As a whole, what it waits for included"), f"{TIMEOUTS.local_call:.0f} s"),
        (tr("Time of code in a chat"), "", f"{TIMEOUTS.exec_wall:.0f} s"),
        (tr("Computing without a call"), "", f"{TIMEOUTS.sandbox_cpu:g} s"),
        (tr("Calls to the outside"), tr("Each one passes what you granted"), number(LIMITS.sandbox_calls)),
        (tr("Output"), tr("Characters that are kept"), number(LIMITS.sandbox_output)),
        (tr("At the same time"), "", f"{LIMITS.sandbox_workers}"),
    ]
