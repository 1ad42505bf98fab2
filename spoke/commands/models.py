"""`felloe models …`: where models are, which are asked first, and what they took."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shared.errors import InvalidArgument, NotFound
from shared.system.terminal import commands, console, counted, one_line, print_json
from spoke.commands.connect import ask
from spoke.commands.model_names import check_either, not_there, with_name
from spoke.commands.model_usage import usage
from spoke.commands.options import AsJson, Data

if TYPE_CHECKING:
    from spoke.node.bodies.models import UpstreamInfo
    from spoke.node.client import NodeClient

app = commands("Models that this device asks: on this machine, at a provider, or its hub's.")
serve = commands("This device's models for other programs on this machine: an OpenAI-compatible API.")
app.add_typer(serve, name="serve")
_LONGEST_KEY = 10_000
_PLACES = {"here": "this machine", "network": "your network", "internet": "the internet"}

Reset = Annotated[bool, typer.Option("--reset", help="As if you had said nothing.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="As `felloe models list` names it.")]


@app.command("list", epilog="Example: felloe models list")
def list_(data: Data = None, json: AsJson = False) -> None:
    """Look what is there now: local servers, what you added, the hub's. The first is asked first."""
    reply = ask(data, lambda node: node.models(look=True))
    if json:
        print_json(reply.model_dump(mode="json"))
        return
    for upstream in reply.upstreams:
        console.print(one_line(f"{upstream.name}  {_where(upstream)}"), markup=False)
        for model in upstream.models:
            console.print(one_line(f"    {model.name}{_reads(model.context, by_you=model.context_set)}"), markup=False)
    if reply.default:
        console.print(one_line(f"Asked first: {', '.join(reply.default)}"), markup=False)
    elif not any(upstream.models for upstream in reply.upstreams):
        console.print("No model. Start Ollama, LM Studio or llama.cpp, or: felloe models add NAME URL")


@app.command(epilog="Example: felloe models add openai https://api.openai.com/v1 --key-file ~/openai.key")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, as you like it.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="Of an OpenAI-compatible API, up to /v1.")],
    key: Annotated[bool, typer.Option("--key", help="Ask for a key, or read it from standard input.")] = False,
    key_file: Annotated[Path | None, typer.Option(metavar="FILE", help="Read the key from this file.")] = None,
    no_key: Annotated[bool, typer.Option("--no-key", help="It needs none; one that was set is removed.")] = False,
    model: Annotated[
        list[str] | None, typer.Option(metavar="MODEL", help="Only this model of it; may be said again.")
    ] = None,
    in_the_clear: Annotated[
        bool, typer.Option("--in-the-clear", help="Plain http, where others on the way can read all.")
    ] = False,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Add a server of models, or change one of that name, and look what it has."""
    from pydantic import SecretStr

    from spoke.node.bodies.models import NewUpstream

    given = _key(name, key, key_file, no_key)
    secret = None if given is None else SecretStr(given)
    new = NewUpstream(url=url, key=secret, models=model or [], in_the_clear=in_the_clear)
    added = ask(data, lambda node: node.add_upstream(name, new))
    if json:
        print_json(added.model_dump(mode="json"))
        return
    kept = {"keyring": " Its key is in the keyring.", "file": " Its key is in a private file.", "": ""}[added.key]
    console.print(f"Added {name}: {_where(added)}.{kept}", markup=False)
    if added.problem and not key and not key_file and not added.key and added.problem.code == "model_key_refused":
        console.print(f"Set its key with: felloe models add {name} {url} --key", markup=False)


@app.command(epilog="Example: felloe models remove openai")
def remove(name: Name, data: Data = None) -> None:
    """Forget a server of models, and its key."""
    ask(data, lambda node: node.remove_upstream(name))
    console.print(f"Removed {name}.", markup=False)


@app.command(epilog="Example: felloe models test openai gpt-5-mini")
def test(
    name: Name,
    model: Annotated[str | None, typer.Argument(metavar="MODEL", help="Else the one that would be asked.")] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Ask a model something small: whether it answers, how fast, and whether it calls tools."""
    done = ask(data, lambda node: node.test_upstream(name, model))
    if json:
        print_json(done.model_dump(mode="json"))
        return
    tools = "It calls tools." if done.calls_tools else "It called no tool."
    about = "about " if done.estimated else ""
    console.print(
        one_line(
            f"{done.model} of {done.upstream} answered: first word after {done.first_s:.1f} s, all after "
            f"{done.whole_s:.1f} s, {about}{counted(done.completion, 'token')}. {tools}"
        ),
        markup=False,
    )


@app.command(epilog="Example: felloe models prefer ollama hub")
def prefer(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="The first is asked first.")] = None,
    reset: Reset = False,
    data: Data = None,
) -> None:
    """Say in which order upstreams are asked, or see it."""
    check_either(names, reset)
    if names or reset:
        ask(data, lambda node: node.prefer_upstreams(names or []))
    asked = [each.name for each in ask(data, lambda node: node.models()).upstreams]
    console.print(one_line(f"Asked in this order: {', '.join(asked) or 'none that is known'}."), markup=False)


@app.command(epilog="Example: felloe models default ollama/qwen3 hub/large")
def default(
    models: Annotated[
        list[str] | None, typer.Argument(metavar="[MODEL]…", help="MODEL, or NAME/MODEL for only that upstream's.")
    ] = None,
    reset: Reset = False,
    data: Data = None,
) -> None:
    """Say which models are asked where none is named, the first first, or see it. One that certainly nobody has is
    refused; where its upstream does not answer now it may be there."""
    check_either(models, reset)

    async def work(node: NodeClient) -> tuple[list[str], list[str]]:
        absent = not_there(models, (await node.models(look=True)).upstreams) if models else []
        if models or reset:
            await node.default_models(models or [])
        return (await node.models()).default, absent

    chosen, absent = ask(data, work)
    console.print(one_line(f"Asked first: {', '.join(chosen) or 'whatever there is'}."), markup=False)
    if absent:
        said = f"Nobody has {', '.join(absent)} now, and who may have it does not answer. See: felloe models list"
        typer.echo(one_line(said), err=True)


@app.command(epilog="Example: felloe models context ollama/qwen3 16000")
def context(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="MODEL, or NAME/MODEL for only that upstream's.")],
    tokens: Annotated[int | None, typer.Argument(metavar="[TOKENS]", min=1_000)] = None,
    reset: Reset = False,
    data: Data = None,
) -> None:
    """Say how many tokens a model reads at once, where its server does not say it, or says it wrong; or see it."""
    check_either(tokens, reset)
    if tokens or reset:
        ask(data, lambda node: node.set_model_context(model, tokens))
        said = f"{model} reads {tokens:,} tokens." if tokens else f"{model} reads what its server says."
        console.print(one_line(said), markup=False)
        return
    found = with_name(model, ask(data, lambda node: node.models(look=True)).upstreams)
    if not found:
        raise NotFound(f"Nobody has {model} now. See: felloe models list")
    for upstream, each in found:
        reads = _reads(each.context, by_you=each.context_set) or "  reads what its server says, which is not known"
        console.print(one_line(f"{upstream.name}/{each.name}{reads}"), markup=False)


app.command(epilog="Example: felloe models usage --by day --days 7")(usage)


@serve.command("on", epilog="Example: felloe models serve on --port 8471")
def serve_on(
    port: Annotated[int | None, typer.Option(min=1, max=65_535, metavar="PORT", help="Else the last one.")] = None,
    data: Data = None,
    json: AsJson = False,
) -> None:
    """Let other programs on this machine ask the models of this device."""
    done = ask(data, lambda node: node.serve_models(on=True, port=port))
    if json:
        print_json(done.model_dump(mode="json"))
        return
    url = done.url or f"http://127.0.0.1:{done.port}/v1"
    console.print(f"Other programs on this machine ask at {url}. Their key is shown by: felloe models serve token")
    if not done.url:
        console.print("It is there while `felloe agent` or the desktop runs.")


@serve.command("off", epilog="Example: felloe models serve off")
def serve_off(data: Data = None) -> None:
    """Answer other programs no more."""
    ask(data, lambda node: node.serve_models(on=False))
    console.print("Other programs are not answered any more.")


@serve.command("token", epilog="Example: OPENAI_API_KEY=$(felloe models serve token)")
def serve_token(
    new: Annotated[bool, typer.Option("--new", help="Make another; the old one is good for nothing any more.")] = False,
    data: Data = None,
) -> None:
    """Print the key that other programs need, and nothing else."""
    print(ask(data, lambda node: node.models_token(new=new)))


def _where(upstream: UpstreamInfo) -> str:
    place = "the hub" if upstream.kind == "hub" else f"{upstream.url} ({_PLACES[upstream.place]})"
    if upstream.problem and upstream.kind == "found":
        return (
            f"{place}: nobody is there"
            if upstream.problem.code == "model_unreachable"
            else f"{place}: is no server of models"
        )
    if upstream.problem:
        return f"{place}: {upstream.problem.message}"
    return f"{place}: {counted(len(upstream.models), 'model')}"


def _reads(context: int | None, *, by_you: bool) -> str:
    return f"  reads {context:,} tokens{', as you say' if by_you else ''}" if context else ""


def _key(name: str, wanted: bool, file: Path | None, none: bool) -> str | None:
    """The key; none to leave it as it is, empty to remove it."""
    if sum((wanted, file is not None, none)) > 1:
        raise InvalidArgument("Say only one of --key, --key-file and --no-key.")
    if file is not None:
        return _from_file(file)
    if not wanted:
        return "" if none else None
    if sys.stdin.isatty():
        return str(typer.prompt(f"Key of {name} (not shown)", hide_input=True)).strip()
    return _one(sys.stdin.read(_LONGEST_KEY + 1), "Standard input")


def _from_file(file: Path) -> str:
    try:
        with file.expanduser().open() as opened:
            return _one(opened.read(_LONGEST_KEY + 1), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise NotFound(f"{file} cannot be read.") from error


def _one(text: str, where: str) -> str:
    if not (key := text.strip()) or len(key) > _LONGEST_KEY:
        raise InvalidArgument(f"{where} holds no key.")
    return key
