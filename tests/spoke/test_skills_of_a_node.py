"""Skills of a real node over its real socket: installed from every sort of path, shown in three steps, taken back."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from sandbox.image import ImageCache
from shared.catalogue import CATALOGUE_TOKENS, SKILL_TOKENS, tokens
from shared.errors import BadSkill, Conflict, FelloeError, NotFound
from shared.limits import LIMITS, MIB
from spoke.node.client import NodeClient
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio

CODE = '''
def answer(n: int = {0}) -> int:
    """Give it.

    Effects: none
    """
    return n
'''


def skill(folder: Path, number: int = 1, description: str = "Gives an answer.") -> Path:
    (folder / "scripts").mkdir(parents=True, exist_ok=True)
    (folder / "SKILL.md").write_text(f"---\nname: {folder.name}\ndescription: {description}\n---\n# Body {number}\n")
    (folder / "scripts" / "skill.py").write_text(CODE.format(number))
    return folder


@pytest.fixture
async def node(home: Path, image: ImageCache) -> AsyncIterator[NodeClient]:
    data = home / "data"
    async with running(node_settings(data)):
        client = NodeClient.of(data)
        assert client is not None
        async with client:
            yield client


async def test_a_skill_is_updated_from_where_it_came_and_taken_back(node: NodeClient, tmp_path: Path) -> None:
    folder = skill(tmp_path / "sample")
    first = await node.install_skill(str(folder))
    await node.expose("sample.answer", "never")
    skill(folder, 2)
    second = await node.update_skill("sample")
    assert (await node.call("sample.answer", {})).result == 2
    assert [function.exposure for function in second.functions] == ["read"]
    assert {(each.digest, each.active) for each in second.versions} == {(first.digest, False), (second.digest, True)}
    back = await node.use_skill("sample", first.digest[:12])
    assert ((await node.call("sample.answer", {})).result, back.functions[0].exposure) == (1, "never")
    await node.remove_skill("sample", second.digest)
    with pytest.raises(NotFound, match="no version"):
        await node.use_skill("sample", second.digest)
    shutil.rmtree(folder)
    with pytest.raises(BadSkill, match="neither a folder nor a zip"):
        await node.update_skill("sample")
    assert (await node.call("sample.answer", {})).result == 1


async def test_all_skills_of_a_repository_come_in_and_those_that_cannot_are_named(
    node: NodeClient, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        skill(tmp_path / "repository" / name)
    (tmp_path / "repository" / "bad").mkdir()
    (tmp_path / "repository" / "bad" / "SKILL.md").write_text("# Title\n")
    reply = await node.install_skills(str(tmp_path / "repository"))
    assert [each.name for each in reply.installed] == ["one", "two"]
    assert [(each.folder, each.error.code) for each in reply.refused] == [("bad", "bad_skill")]
    picked = await node.install_skill(str(tmp_path / "repository"), "one")
    assert picked.versions[0].source.inner == "one"


async def test_two_skills_of_one_name_are_told_apart(node: NodeClient, tmp_path: Path) -> None:
    await node.install_skill(str(skill(tmp_path / "a" / "sample")))
    other = str(skill(tmp_path / "b" / "sample", 2))
    with pytest.raises(Conflict, match=r"'sample' is installed here already, from .*a/sample \("):
        await node.install_skill(other)
    assert (await node.call("sample.answer", {})).result == 1
    assert len((await node.install_skill(other, replace=True)).versions) == 2
    assert (await node.call("sample.answer", {})).result == 2


async def test_a_skill_is_shown_in_three_steps(node: NodeClient, tmp_path: Path) -> None:
    folder = skill(tmp_path / "sample", description="Long. " + "word " * 500)
    (folder / "assets").mkdir()
    text = "é" * (LIMITS.skill_file_part // 2 + 7)
    (folder / "assets" / "a b#?.txt").write_text("x" + text)
    (folder / "assets" / "x.bin").write_bytes(b"\xff" * 10)
    await node.install_skill(str(folder))
    (entry,) = (await node.catalogue()).skills
    assert tokens(entry.name) + tokens(entry.description) <= SKILL_TOKENS
    shown = await node.skill("sample")
    assert (shown.body, [file.path for file in shown.files]) == (
        "# Body 1",
        ["SKILL.md", "assets/a b#?.txt", "assets/x.bin", "scripts/skill.py"],
    )
    first = await node.skill_file("sample", "assets/a b#?.txt")
    assert first.next is not None
    second = await node.skill_file("sample", "assets/a b#?.txt", first.next)
    assert (first.text or "") + (second.text or "") == "x" + text
    assert (await node.skill_file("sample", "assets/x.bin")).base64 == "/////////////w=="


@pytest.mark.parametrize(
    "path", ["../node.db", "assets/../SKILL.md", "/etc/passwd", "nothing", "..", "%2e%2e/node.db", "scripts"]
)
async def test_only_a_skills_own_files_are_shown(node: NodeClient, tmp_path: Path, path: str) -> None:
    await node.install_skill(str(skill(tmp_path / "sample")))
    with pytest.raises(NotFound, match="has no file"):
        await node.skill_file("sample", path)


async def test_a_catalogue_stays_within_its_room(node: NodeClient, tmp_path: Path) -> None:
    for number in range(20):
        folder = tmp_path / "several" / f"skill-{number:02}"
        folder.mkdir(parents=True)
        (folder / "SKILL.md").write_text(f"---\ndescription: {'word ' * 90}\n---\n")
    await node.install_skills(str(tmp_path / "several"))
    found = await node.catalogue()
    assert sum(tokens(each.name) + tokens(each.description) for each in found.skills) <= CATALOGUE_TOKENS
    assert (len(found.skills) + found.left_out, found.left_out > 0) == (20, True)


# --- bad input: its sentence, and nothing is there afterwards ---


def _write(name: str, content: str | bytes) -> Callable[[Path], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(data)


def _manifest(fields: str) -> Callable[[Path], object]:
    return _write("SKILL.md", f"---\n{fields}\n---\n")


def _code(source: str) -> Callable[[Path], object]:
    return _write("scripts/skill.py", source)


def _many(folder: Path) -> None:
    for number in range(LIMITS.skill_files):
        (folder / str(number)).touch()


SAID = "{{'functions': [{{'name': 'answer', 'doc': '', 'parameters': {}}}]}}"


def _unnamed(folder: Path) -> None:
    _manifest("name: '!'\ndescription: b")(folder)
    folder.rename(folder.with_name("!"))


def _schema(schema: str) -> Callable[[Path], object]:
    """A skill that answers with a schema of its own instead of being described."""
    source = f"from _felloe import describe\ndescribe.describe = lambda *_: {SAID.format(schema)}\n"
    return _code(source + "def answer(n: int) -> int: return n\n")


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "broken YAML": (_manifest("name: {a\ndescription: b"), "not YAML in line"),
    "no name that can be used": (_unnamed, "is not a skill's name"),
    "no description": (_manifest("name: sample"), "has no description"),
    "no frontmatter": (_write("SKILL.md", "# Title"), "must begin with a line '---'"),
    "a manifest that is no text": (_write("SKILL.md", b"\xff"), "not UTF-8"),
    "a manifest that is too long": (_write("SKILL.md", "---\n" + "a" * 300_000), "at most 262144"),
    "no manifest": (lambda folder: (folder / "SKILL.md").unlink(), "has no SKILL.md"),
    "code that fails": (_code("1 / 0"), "division by zero"),
    "code that is none": (_code("def ("), "invalid syntax"),
    "code that never ends": (_code("while True: pass"), "and was stopped"),
    "a pattern": (_schema("{'type': 'object', 'pattern': '^(a+)+$'}"), "uses 'pattern'"),
    "a reference": (_schema("{'type': 'object', '$ref': 'http://x'}"), "uses '$ref'"),
    "a deep schema": (_schema("eval(\"{'type': 'object', 'items': \" * 20 + '{}' + '}' * 20)"), "nested more than"),
    "a huge schema": (_schema("{'type': 'object', 'title': 'x' * 20_000}"), "bytes"),
    "a link": (lambda folder: (folder / "x").symlink_to("/etc/passwd"), "is a link"),
    "a FIFO": (lambda folder: os.mkfifo(folder / "x"), "not a regular file"),
    "2,001 files": (_many, "at most 2000 files"),
    "33 MB": (_write("x", bytes(33 * MIB)), "and 32 MB"),
    "an entry outside": (_manifest("name: a\ndescription: b\nmetadata: {felloe-entry: ../x.py}"), "inside the skill"),
    "a zip that is none": (lambda folder: (shutil.rmtree(folder), folder.write_text("x")), "is not a zip"),
    "nothing": (shutil.rmtree, "neither a folder nor a zip"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "reason"), REFUSED.values(), ids=REFUSED)
async def test_what_is_bad_is_refused_and_nothing_of_it_is_kept(
    node: NodeClient, home: Path, tmp_path: Path, spoil: Callable[[Path], object], reason: str
) -> None:
    folder = skill(tmp_path / "sample")
    spoil(folder)
    path = folder if folder.exists() or reason.startswith("neither") else folder.with_name("!")
    with pytest.raises(FelloeError) as refused:
        await node.install_skill(str(path))
    assert reason in refused.value.message
    assert (refused.value.message.count("\n"), "Traceback" in refused.value.message) == (0, False)
    assert (await node.skills()).skills == []
    assert list((home / "data" / "skills").glob("*")) == []


async def test_functions_that_cannot_be_called_are_warnings_of_the_install(node: NodeClient, tmp_path: Path) -> None:
    folder = skill(tmp_path / "sample")
    (folder / "scripts" / "skill.py").write_text(
        "def a(x): ...\ndef b(x: complex) -> int: ...\ndef c(x: int) -> int: ...\ndef c(x: int) -> str: ...\n"
    )
    installed = await node.install_skill(str(folder))
    assert installed.warnings == [
        "a cannot be called: 'x' has no annotation.",
        "b cannot be called: 'x' is of a type without a JSON Schema (complex).",
        "c cannot be called: it is defined 2 times, in the lines 3, 4.",
    ]
    assert installed.functions == []


async def test_what_would_be_installed_is_seen_before_and_is_what_comes(node: NodeClient, tmp_path: Path) -> None:
    folder = skill(tmp_path / "sample")
    manifest = folder / "SKILL.md"
    manifest.write_text(manifest.read_text().replace("---\n#", "metadata:\n  felloe-capabilities: notify\n---\n#"))
    (offer,) = (await node.look_at_skills(str(folder))).offers
    assert (offer.name, offer.capabilities, [each.function for each in offer.functions]) == (
        "sample", ["notify"], ["answer"],
    )  # fmt: skip
    assert (await node.skills()).skills == []
    skill(folder, 2)
    with pytest.raises(Conflict, match="changed since you looked"):
        await node.install_skill(str(folder), digest=offer.digest)
    (offer,) = (await node.look_at_skills(str(folder))).offers
    installed = await node.install_skill(str(folder), digest=offer.digest)
    assert [(each.digest, each.capabilities, each.functions) for each in installed.versions] == [
        (offer.digest, [], ["answer"])
    ]
    (tmp_path / "none").mkdir()
    assert (await node.look_at_skills(str(tmp_path / "none"))).offers == []
