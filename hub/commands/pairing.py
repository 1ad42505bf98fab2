"""`felloe-hub pairing-code`."""

from __future__ import annotations

from hub.commands.options import Data, Json, UserName
from hub.commands.talk import ask, segment
from shared.accounts import PairingCodeLine
from shared.system import pairing_code as shown


def pairing_code(
    user: UserName,
    minutes: shown.Minutes = None,
    qr: shown.Qr = None,
    save: shown.Save = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make a one-time code that joins a device. The first line of stdout is the pairing string."""
    shown.check_file(save)
    made = PairingCodeLine.model_validate(ask(data, "POST", f"/users/{segment(user)}/codes", {"minutes": minutes}))
    shown.show(made, qr=qr, as_json=as_json)
    if save:
        shown.save(made.pairing_string, save)
