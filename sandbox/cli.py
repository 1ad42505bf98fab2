"""`felloe-skill`: what the author of a skill needs. No hub, no node, no network."""

from __future__ import annotations

from sandbox.commands import bench, image, play, runs, scripts, skills, tests
from shared.system import terminal

_CLIMATE = "resources/skills/climate"

app = terminal.commands("Make, check, test and run skills in the sandbox.", version=True)
app.command(epilog="Example: felloe-skill new unit-converter")(skills.new)
app.command(epilog=f"Example: felloe-skill check {_CLIMATE}")(skills.check)
app.command(epilog=f"Example: felloe-skill describe {_CLIMATE} --json")(skills.describe)
app.command("run", epilog=f"Example: felloe-skill run {_CLIMATE} summary sensor=attic hours=48")(runs.run_function)
app.command(
    "script",
    cls=scripts.ScriptCommand,
    context_settings={"ignore_unknown_options": True},
    epilog="Example: felloe-skill script my-skill scripts/unpack.py in.docx out --grant files.write:.",
)(scripts.run_script)
app.command("exec", epilog="Example: echo 'sum(range(10))' | felloe-skill exec -")(runs.run_code)
app.command(epilog="Example: felloe-skill test unit-converter -k metres")(tests.test)
app.command(epilog="Example: felloe-skill watch unit-converter")(tests.watch)
app.command(epilog=f"Example: felloe-skill play {_CLIMATE} unit-converter")(play.play)
app.command(epilog=f"Example: felloe-skill bench {_CLIMATE} summary sensor=attic -n 100")(bench.bench)
app.command(epilog="Example: felloe-skill pack unit-converter --out unit-converter.zip")(skills.pack)
app.add_typer(image.app, name="image")
