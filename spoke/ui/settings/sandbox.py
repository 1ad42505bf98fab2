"""What one run in this device's sandbox may take, as it comes or as the person says. It counts from the next run on."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from shared.limits import LIMITS
from spoke.node.bodies.limits import Limit, LimitName
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.figures import figure
from spoke.ui.i18n.translate import later, tr
from spoke.ui.services import Services
from spoke.ui.settings.blocks import SettingRow
from spoke.ui.settings.typed import TypedPage, number_field
from spoke.ui.widgets.buttons import icon_button
from spoke.ui.widgets.labels import label

_TEXTS: dict[LimitName, tuple[str, str, str]] = {
    "memory_mb": (later("Memory"), "", later(" MB")),
    "function_s": (later("Time for a function"), later("In all, with what it waits for"), later(" s")),
    "code_s": (later("Time for code in a chat"), later("In all, with what it waits for"), later(" s")),
    "compute_s": (later("Computing without a call"), "", later(" s")),
    "calls": (later("Calls to the outside"), later("Each is checked against what you granted"), ""),
    "output_chars": (later("Output"), later("Characters that are kept"), ""),
}


class SandboxPage(TypedPage):
    def __init__(self, services: Services) -> None:
        super().__init__(
            services,
            tr("Sandbox"),
            tr("Code runs shut off from this device: it has no files and no network, except for what you grant."),
        )
        self._services = services
        self._held: dict[LimitName, Limit] = {}
        self._wanted: dict[LimitName, float | None] = {}
        self._unkept = False
        """A field shows what the node does not hold."""

    def build(self) -> Building:
        group = self.group(
            tr("A run on this device may have"),
            tr("From the next run on, also for what your other devices call here. Each device has its own limits."),
        )
        self.fields: dict[LimitName, QDoubleSpinBox] = {}
        self.usual: dict[LimitName, QWidget] = {}
        self._rows: dict[LimitName, SettingRow] = {}
        for name, (title, _, unit) in _TEXTS.items():
            field = self.fields[name] = _number(tr(unit) if unit else "")
            usual = icon_button(self._services.look, "undo", tr("{limit} as usual", limit=tr(title)))
            self.usual[name] = usual
            self._rows[name] = group.row(tr(title), " ", usual, field)
            field.valueChanged.connect(partial(self._touched, name))
            usual.clicked.connect(partial(self._as_usual, name))
            yield
        group.row(
            tr("At the same time"), tr("More wait in line"), label(f"{LIMITS.sandbox_workers}", "button", "second")
        )

    def shown(self) -> None:
        if not self.pause.isActive() and not self._unkept:
            super().shown()

    def keep_typed(self) -> None:
        """And what could not be kept is let go."""
        super().keep_typed()
        self._unkept = False

    async def read(self) -> None:
        self._show(await self._services.node.client.limits())

    def _show(self, limits: list[Limit]) -> None:
        self._held = {}
        for limit in limits:
            field = self.fields.get(limit.name)
            if field is None:  # of a newer node
                continue
            field.setDecimals(0 if limit.whole else 1)
            field.setRange(limit.least, limit.most)
            field.setValue(limit.value)
            usual = self.usual[limit.name]
            kept_focus = usual.hasFocus() and not limit.set
            usual.setVisible(limit.set)
            if kept_focus:
                field.setFocus()
            second = _TEXTS[limit.name][1]
            bounds = tr(
                "{least} to {most}, usually {usual}",
                least=_shown(limit.least), most=_shown(limit.most), usual=_shown(limit.default),
            )  # fmt: skip
            row = self._rows[limit.name]
            row.say(row.title.text(), f"{tr(second)} · {bounds}" if second else bounds)
        self._held = {limit.name: limit for limit in limits}

    def _touched(self, name: LimitName, value: float) -> None:
        if name in self._held:
            self._wanted[name] = value
            self.pause.start()

    def _as_usual(self, name: LimitName, _: bool = False) -> None:
        self._wanted[name] = None
        self._keep()

    def _keep(self) -> None:
        super()._keep()
        wanted, self._wanted = self._wanted, {}
        if wanted:
            self._unkept = True
            self._services.operations.do(tr("Saving the limit"), partial(self._set, wanted))

    async def _set(self, wanted: dict[LimitName, float | None]) -> None:
        """What is typed stays in its field where it was not kept, until it is or another page was looked at."""
        before: dict[LimitName, float | None] = {
            name: self._held[name].value if self._held[name].set else None for name in wanted
        }
        self._show(await self._services.node.client.set_limits(wanted))
        self._unkept = False
        if before != wanted:
            kept = tr("Saved. It holds from the next run on.")
            self._services.undo.offer(kept, partial(self._take_back, before))

    async def _take_back(self, before: dict[LimitName, float | None]) -> None:
        self._show(await self._services.node.client.set_limits(before))


def _shown(value: float) -> str:
    return figure(value, 0 if value == int(value) else 1)


def _number(unit: str) -> QDoubleSpinBox:
    made = number_field(QDoubleSpinBox())
    made.setSuffix(unit)
    made.setGroupSeparatorShown(True)
    made.setKeyboardTracking(True)
    return made
