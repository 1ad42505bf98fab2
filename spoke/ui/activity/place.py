"""The activity: what ran and what was decided, here or on another device, newest first."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from shared.errors import NotFound
from spoke.node.bodies.events import Event
from spoke.ui.activity.entries import Entry
from spoke.ui.activity.export import EntryExport
from spoke.ui.activity.feed import ActivityQuery, Feed
from spoke.ui.activity.filters import Filters
from spoke.ui.activity.run_pane import RunPane
from spoke.ui.activity.table import EntryTable
from spoke.ui.event_loop.sliced import Building
from spoke.ui.i18n.figures import present
from spoke.ui.i18n.translate import plural, tr
from spoke.ui.services import Services
from spoke.ui.widgets.banner import Banner
from spoke.ui.widgets.banner_layer import BannerLayer
from spoke.ui.widgets.buttons import push
from spoke.ui.widgets.empty import EmptyPage
from spoke.ui.widgets.file_dialogs import ask_where
from spoke.ui.widgets.labels import Elided
from spoke.ui.widgets.layouts import turn_to
from spoke.ui.widgets.panes import Panes
from spoke.ui.widgets.surfaces import ground, hairline, scrolled
from spoke.ui.work.refresh import Refresh


class ActivityPlace(QWidget):
    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._page = ground("surface")
        self.detail = RunPane(services.look)
        self.panes = Panes(
            services.look, "activity", None, self._page, self.detail, right_width=448, right_of_page=True
        )
        self.notice, self.banner = Banner(services.look), Banner(services.look)
        self.export = push(tr("Export…"), "quiet", tr("What is listed, as JSON lines"))
        self._count = Elided("second", "second")
        self._bar = QProgressBar()
        self._body = QStackedWidget()
        self._feed: Feed | None = None
        self._showing: Entry | None = None
        self._all = Refresh(services.tasks, self._read, tr("Reading what ran"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.panes)

    def build(self) -> Building:
        look = self._services.look
        self.filters = Filters(look)
        yield
        self.table = EntryTable(look, tr("What happened"))
        self.model = self.table.entries
        self._body.addWidget(self.table)
        yield
        self.empty = EmptyPage(look, "activity", "", "", tr("Clear filters"), self.filters.reset)
        self._body.addWidget(self.empty)
        yield
        self._lay_out()
        self._connect()
        self._say()

    @property
    def search(self) -> QWidget:
        return self.filters.search

    def focus_list(self) -> None:
        """To what can be typed where there are no entries."""
        (self.table if self.model.entries else self.search).setFocus()

    def refresh(self) -> None:
        self._all.ask()

    def on_event(self, event: Event) -> None:
        if event.kind in ("runs", "asks", "calls", "grants", "hub", "reset") and not self._query.device:
            self._all.ask()

    def show_runs_of(self, words: str) -> None:
        self.filters.choose(words=words)

    def show_device(self, handle: str) -> None:
        """What another device did: its runs and decisions, through the hub."""
        self.filters.choose(device=handle)

    @property
    def _query(self) -> ActivityQuery:
        return self.filters.query

    def _connect(self) -> None:
        self.filters.changed.connect(self._refilter)
        self._services.devices.updated.connect(self._offer_devices)
        self._offer_devices()
        self.model.wanted.connect(self._load_more)
        self.table.chosen.connect(self._open)
        self.detail.closed.connect(self.panes.close_right)
        self.filters.search.entered.connect(self.focus_list)
        self.export.clicked.connect(self._choose_file)
        self.panes.width_changed.connect(lambda width: self.filters.fold(width in ("narrow", "small")))

    def _refilter(self) -> None:
        self.filters.clear.setVisible(self._query.active)
        self.banner.clear()
        self.panes.open_right(False)
        self._feed = None
        self.model.show([], more=False)
        self._all.ask()

    async def _read(self) -> None:
        """The newest page; where older ones are on screen already, they stay."""
        client, query = self._services.node.client, self._query
        feed = Feed(client, query)
        again = self._feed is not None and query == self._feed.query
        self._bar.setVisible(not again)
        try:
            entries = await feed.waiting() + await feed.page()
        finally:
            self._bar.hide()
        if query == self._query:
            if again:
                self.table.refresh(entries)
            else:
                self._feed = feed
                self.model.show(entries, more=not feed.ended)
            self._say()

    def _offer_devices(self) -> None:
        self.filters.offer(self._services.devices.all, self._services.node.own_id)

    def _load_more(self) -> None:
        if self._feed:
            self._services.operations.do(tr("Reading more"), partial(self._load, self._feed), by=self.model, looks=True)

    async def _load(self, feed: Feed) -> None:
        entries = await feed.page()
        if feed is self._feed:
            self.model.add(entries, more=not feed.ended)
            self._say()

    def _open(self, entry: Entry) -> None:
        if entry.run:
            self._showing = entry
            self._services.operations.do(tr("Reading the run"), partial(self._show_run, entry), looks=True)
        else:
            self.panes.open_right(False)

    async def _show_run(self, entry: Entry) -> None:
        query = self._query
        try:
            run = await self._services.node.client.on(query.device or None).run(entry.run)
        except NotFound:  # a decision whose run is not kept, or has not ended
            self.panes.open_right(False)
            return
        if entry is not self._showing:
            return
        name = self._services.devices.name(query.device) if query.device else tr("This device")
        self.detail.show_run(run, name)
        self.panes.open_right()

    def _say(self) -> None:
        count, query, feed = len(self.model.entries), self._query, self._feed
        turn_to(self._body, self.empty if feed and not count else self.table)
        said = plural("%n entry", "%n entries", count) if feed else ""
        more = feed is not None and not feed.ended
        self._count.setText(tr("The last {entries}, more as you scroll", entries=said) if more else said)
        self.export.setEnabled(count > 0)
        self.empty.button.setVisible(query.active)
        if query.active:
            self.empty.say(tr("Nothing fits these filters"), tr("Nothing is lost: choose fewer filters."))
        else:
            self.empty.say(
                tr("Nothing ran here yet"),
                tr("Every run of a function or of code will stand here: what it took, what it called, how it ended."),
            )

    def _choose_file(self) -> None:
        ask_where(self, tr("Export the list"), f"felloe-activity-{present():%Y-%m-%d}.jsonl", self.write)

    def write(self, path: str) -> None:
        """What is listed, an entry a line."""
        export = EntryExport(self.model.entries)
        self._services.operations.do(
            tr("Exporting the list"),
            partial(self._write, export, Path(path)),
            by=self.export,
            again=self._choose_file,
            share=lambda: export.share,
            asks_node=False,
        )

    async def _write(self, export: EntryExport, path: Path) -> None:
        await export.to_file(path)
        entries = plural("%n entry", "%n entries", export.written)
        self.banner.say("neutral", tr("Wrote {entries} to {file}.", entries=entries, file=path.name))

    def _lay_out(self) -> None:
        foot = ground("surface", "top")
        foot.setFixedHeight(48)
        line = QHBoxLayout(foot)
        line.setContentsMargins(20, 0, 6, 0)
        line.setSpacing(0)
        line.addWidget(self._count, 1)
        line.addWidget(self.export)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(2)
        self._bar.setAccessibleName(tr("Reading"))
        self._bar.hide()
        self._body.setMinimumHeight(140)
        held = ground("surface")
        page = QVBoxLayout(self._page)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(scrolled(held))
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.filters, hairline(), self._bar):
            column.addWidget(part)
        inner = QVBoxLayout()
        inner.setContentsMargins(11, 0, 11, 0)
        inner.addWidget(self._body)
        column.addLayout(inner, 1)
        column.addWidget(foot)
        self.banners = BannerLayer(self._services.look, held, self._body, (self.notice, self.banner))
