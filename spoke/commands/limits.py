"""`felloe limits`: what one run in this device's sandbox may take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from shared.system.tables import print_table
from shared.system.terminal import commands, console, print_json
from spoke.commands.assignments import assignments, check_name, number
from spoke.commands.connect import ask
from spoke.commands.options import AsJson, Data
from spoke.node.bodies.limits import LimitName

if TYPE_CHECKING:
    from spoke.node.bodies.limits import Limit

app = commands("What one run in this device's sandbox may take: memory, time, output, calls.")
_NAMES: tuple[str, ...] = get_args(LimitName)
_WHAT = {
    "memory_mb": "memory, in MB",
    "compute_s": "seconds that code computes; a script has ten times that",
    "function_s": "seconds that a function called here takes in all",
    "code_s": "seconds that code or a script takes in all",
    "calls": "calls to the outside; a script has five times that",
    "output_chars": "characters that are kept of what it prints",
}


@app.command(epilog="Example: felloe limits show --json")
def show(data: Data = None, json: AsJson = False) -> None:
    """Show what a run may take on this device, and within which bounds that is set."""
    found = ask(data, lambda node: node.limits())
    if json:
        return print_json([each.model_dump(mode="json") for each in found])
    return _table(found)


@app.command("set", epilog="Example: felloe limits set memory_mb=512 compute_s=10")
def set_(
    values: Annotated[list[str], typer.Argument(metavar="NAME=VALUE…", help="NAME= takes back what was set.")],
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Set what a run on this device may take, from the next one on."""
    typed = assignments(values, _NAMES)
    wanted = {cast(LimitName, name): number(name, text) if text else None for name, text in typed.items()}
    found = ask(data, lambda node: node.set_limits(wanted))
    if json:
        return print_json([each.model_dump(mode="json") for each in found])
    return _table([each for each in found if each.name in typed])


@app.command(epilog="Example: felloe limits reset memory_mb")
def reset(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Else all of them.")] = None,
    data: Data = None,
) -> None:
    """Take back what was set."""
    for name in names or ():
        check_name(name, _NAMES)
    ask(data, lambda node: node.set_limits({cast(LimitName, name): None for name in names or _NAMES}))
    console.print(f"As it comes: {', '.join(names or _NAMES)}.", markup=False)


def _table(limits: list[Limit]) -> None:
    print_table(
        ("NAME", ">VALUE", ">AS IT COMES", ">LEAST", ">MOST", "WHAT"),
        (
            (each.name, f"{each.value:,g}", f"{each.default:,g}", f"{each.least:,g}", f"{each.most:,g}",
             _WHAT.get(each.name, ""))
            for each in limits
        ),
    )  # fmt: skip
