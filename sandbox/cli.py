"""`felloe-skill`: what the author of a skill needs. No hub, no node, no network."""

from __future__ import annotations

from typing import NoReturn

from sandbox.commands import image, runs, scripts, skills
from shared.system import terminal

app = terminal.commands("Check, describe and run skills in the sandbox.")
app.command(epilog="Example: felloe-skill check resources/skills/climate")(skills.check)
app.command(epilog="Example: felloe-skill describe resources/skills/climate --json")(skills.describe)
app.command("run", epilog="Example: felloe-skill run resources/skills/climate summary sensor=attic hours=48")(
    runs.run_function
)
app.command(
    "script",
    cls=scripts.ScriptCommand,
    context_settings={"ignore_unknown_options": True},
    epilog="Example: felloe-skill script my-skill scripts/unpack.py in.docx out --grant files.write:.",
)(scripts.run_script)
app.command("exec", epilog="Example: echo 'sum(range(10))' | felloe-skill exec -")(runs.run_code)
app.add_typer(image.app, name="image")


def main() -> NoReturn:
    terminal.run(app)
