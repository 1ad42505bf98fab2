"""A file on its way into a message that is not sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spoke.ui.chats.writing.drafts import KeptFile

if TYPE_CHECKING:
    from shared.parts import Attachment


@dataclass(slots=True)
class PendingFile:
    """`attached` once the node has it, `problem` where that failed. `typable`: it is a text that was pasted, and can
    stand in the composer. `of_message`: it is in the message that is edited, and `path` is its name only."""

    path: Path
    size: int
    attached: Attachment | None = None
    problem: str = ""
    typable: bool = False
    of_message: bool = False

    @property
    def name(self) -> str:
        return self.attached.name if self.attached else self.path.name

    @property
    def kept(self) -> KeptFile:
        """As it outlives the window: a file of this device is attached again, as it is by then."""
        if self.attached and self.of_message:
            return KeptFile(attachment=self.attached.model_dump(mode="json"))
        return KeptFile(str(self.path.absolute()))
