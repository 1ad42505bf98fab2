"""Ways from one place of the window to what another one shows; the window leads them there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from spoke.ui.i18n.translate import later

CHATS, DEVICES, SKILLS, ACTIVITY, SETTINGS = range(5)
PLACES = (
    ("chats", later("Chats"), "Ctrl+1"),
    ("devices", later("Devices"), "Ctrl+2"),
    ("skills", later("Skills"), "Ctrl+3"),
    ("activity", later("Activity"), "Ctrl+4"),
    ("settings", later("Settings"), "Ctrl+,"),
)


class Navigation(QObject):
    place = Signal(int)
    """A place by its number."""

    chat = Signal(str)
    """A chat by its id; empty for a new one."""

    message = Signal(str, str)
    """A message by the ids of its chat and itself."""

    ask = Signal(int)
    """An ask of this device by its id, wherever it is shown."""

    write = Signal(str)
    """A new chat with this text in its composer."""

    function = Signal(str)
    """The form of a function by its path: `skill.function`, or `device:skill.function`."""

    add_skill = Signal(str)
    """What a folder or a zip asks for, before it is installed; by its path."""

    device = Signal(str)
    """By the device's id."""

    pairing = Signal()
    """The field of the pairing string."""

    runs_of = Signal(str)
    """The runs of a function: `skill.function`."""

    device_runs = Signal(str)
    """What a device did, by its handle."""

    palette = Signal(str)
    """The palette, with this typed in it."""

    settings = Signal(str)
    """A section of the settings; empty for the first."""
