"""The rule for a session's registers (title, pin, folder, …), pure."""

from __future__ import annotations


def register_applies(server_seq: int, *, held_seq: int, pending: bool) -> bool:
    """Whether a logged op sets the value that is shown.

    The highest `server_seq` wins. While a local op for the same register waits in the outbox it is what the device
    shows, and it will get a higher number than anything the log holds now.
    """
    return not pending and server_seq > held_seq
