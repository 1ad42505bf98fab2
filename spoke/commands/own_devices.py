"""`felloe device …` and `felloe pairing-code`: the user's own devices, from any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shared.accounts import NewCode, PairingCodeLine
from shared.api import DeviceInfo
from shared.errors import Conflict, InvalidArgument, NotFound
from shared.names import MAX_NAME
from shared.system import pairing_code as shown
from shared.system import terminal
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data

if TYPE_CHECKING:
    from spoke.node.client import NodeClient

app = terminal.commands("One of your devices: rename it, or cut it off.")
Device = Annotated[str, typer.Argument(help="Its handle or id, as `felloe devices` lists it.", metavar="DEVICE")]


@app.command("rename", epilog="Example: felloe device rename attic 'Attic Pi'")
def rename(
    device: Device,
    name: Annotated[str, typer.Argument(help="Its new name; the handle follows it.")],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Give a device another name."""
    if not 0 < len(name.strip()) <= MAX_NAME:
        raise InvalidArgument(f"A device's name needs 1 to {MAX_NAME} visible characters.")
    renamed = ask(data, lambda node: node.rename_device(device, name))
    _show(renamed, json, f"{renamed.name} is now {renamed.handle} in skill paths.")


@app.command("revoke", epilog="Example: felloe device revoke old_laptop --yes")
def revoke(
    device: Device,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Cut a device off for good: a lost one, or one that is somebody else's now. What lies on it stays there."""
    account = ask(data, lambda node: node.status(), reads=True).account
    if account is not None and device in (account.handle, account.device_id):
        raise Conflict("This is the device that you are at. To take it out of the hub: felloe unpair")
    if not yes:
        ask(data, lambda node: _known(node, device))
        terminal.confirm(f"Cut {device} off for good? It has to be paired again to come back.")
    revoked = ask(data, lambda node: node.revoke_device(device))
    _show(revoked, json, f"{revoked.name} ({revoked.handle}) is revoked.")


async def _known(node: NodeClient, device: str) -> None:
    if not any(device in (each.handle, each.id) for each in (await node.devices()).devices):
        raise NotFound(f"You have no device {device}. `felloe devices` lists yours.")


def pairing_code(
    minutes: shown.Minutes = None,
    qr: shown.Qr = None,
    save: shown.Save = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Make a one-time code that joins another device to yours. The first line of stdout is the pairing string."""
    shown.check_file(save)
    if minutes is not None and not 0 < minutes <= 7 * 24 * 60:
        raise InvalidArgument("A code is good for more than 0 minutes, and for a week (10080) at most.")
    made: PairingCodeLine = ask(data, lambda node: node.pairing_code(NewCode(minutes=minutes)))
    shown.show(made, qr=qr, as_json=json)
    if save:
        shown.save(made.pairing_string, save)


def _show(device: DeviceInfo, as_json: bool, sentence: str) -> None:
    if as_json:
        terminal.print_json(device.model_dump(mode="json"))
    else:
        terminal.console.print(sentence, markup=False)
