"""What the window hands to each of its places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from spoke.ui.actions import Actions
from spoke.ui.look.look import Look
from spoke.ui.navigation import Navigation
from spoke.ui.node.answers import Answers
from spoke.ui.node.asks import Asks
from spoke.ui.node.connection import NodeConnection
from spoke.ui.node.devices import Devices
from spoke.ui.notifications.alerts import Alerts
from spoke.ui.preferences import Preferences
from spoke.ui.widgets.banner import Banner
from spoke.ui.work.operations import Operations
from spoke.ui.work.tasks import TaskOwner
from spoke.ui.work.undo import Undo


@dataclass(frozen=True, slots=True)
class Services:
    look: Look
    node: NodeConnection
    tasks: TaskOwner
    preferences: Preferences
    actions: Actions
    navigation: Navigation
    operations: Operations
    undo: Undo
    alerts: Alerts
    devices: Devices
    asks: Asks
    answers: Answers

    @classmethod
    def of(cls, window: QWidget, look: Look, node: NodeConnection, banner: Callable[[], Banner]) -> Services:
        """Those of one window. `banner`: of the place that is shown."""
        tasks = TaskOwner()
        operations = Operations(tasks, node.there, banner)
        return cls(
            look=look,
            node=node,
            tasks=tasks,
            preferences=look.preferences,
            actions=Actions(window),
            navigation=Navigation(),
            operations=operations,
            undo=Undo(operations),
            alerts=Alerts(window, look.preferences),
            devices=Devices(node, tasks),
            asks=Asks(node, tasks),
            answers=Answers(node, tasks),
        )
