"""The skills that come with Felloe, by the commands that their authors have, with real folders and a real feed."""

from __future__ import annotations

import http.server
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typed_command import type_command

from sandbox.cli import app
from shared.manifest import parse_manifest

ROOT = Path(__file__).parents[2]
SKILLS = ROOT / "resources" / "skills"
NAMES = sorted(folder.name for folder in SKILLS.iterdir() if folder.name != "climate")
DOCS = (ROOT / "docs" / "skills.md").read_text().partition("\n## Skills that come with Felloe\n")[2]


def felloe_skill(*args: str) -> subprocess.CompletedProcess[str]:
    return type_command(app, ["felloe-skill", *args], cwd=ROOT)


def call(skill: str, function: str, *grants: str, **arguments: Any) -> Any:
    granted = [word for grant in grants for word in ("--grant", grant)]
    done = felloe_skill("run", str(SKILLS / skill), function, "--args", json.dumps(arguments), "--json", *granted)
    answer = json.loads(done.stdout)
    assert answer["ok"], answer["error"]
    return answer["result"]


@pytest.mark.parametrize("name", NAMES)
def test_each_has_nothing_to_be_warned_of(name: str) -> None:
    done = felloe_skill("check", str(SKILLS / name), "--strict")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_each_passes_its_own_tests(name: str) -> None:
    done = felloe_skill("test", str(SKILLS / name))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_each_says_of_every_function_what_it_does_and_changes(name: str) -> None:
    functions = json.loads(felloe_skill("describe", str(SKILLS / name), "--json").stdout)["functions"]
    assert functions
    for function in functions:
        assert "\n    Effects: " in f"\n    {function['doc']}".replace("\nEffects: ", "\n    Effects: "), function[
            "name"
        ]
        assert all("description" in schema for schema in function["parameters"]["properties"].values()), function[
            "name"
        ]


# --- the document ------------------------------------------------------------------------------------------------


def test_the_document_names_each_with_what_it_asks_for() -> None:
    told = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]* \| ([^|]*) \|$", DOCS, re.MULTILINE))
    for name in NAMES:
        asks = parse_manifest((SKILLS / name / "SKILL.md").read_text(), name).capabilities
        assert re.findall(r"`([^`]+)`", told[name]) == list(asks), name
    assert sorted(told) == NAMES


def test_examples_of_the_document_print_what_it_says() -> None:
    examples = re.findall(r"^\$ (felloe-skill .*)\n((?:(?!\$ |```).*\n)+)", DOCS, re.MULTILINE)
    assert len(examples) == 2
    for line, printed in examples:
        words = re.findall(r'(?:[^\s"]|"[^"]*")+', line)[1:]
        done = felloe_skill(*(word.replace('"', "") for word in words))
        assert json.loads(done.stdout) == json.loads(printed), line


# --- with real folders -------------------------------------------------------------------------------------------


def test_notes_are_files_of_the_granted_folder_and_of_no_other(tmp_path: Path) -> None:
    folder, grant = str(tmp_path / "notes"), f"files.write:{tmp_path / 'notes'}"
    call("notes", "add", grant, title="Cars/Oil", text="Garage called. #car", folder=folder)
    assert (tmp_path / "notes" / "Cars" / "Oil.md").read_text() == "# Oil\n\nGarage called. #car\n"
    found = call("notes", "search", grant, query="garage #car", folder=folder)["found"]
    assert [note["note"] for note in found] == ["Cars/Oil"]
    (tmp_path / "other").mkdir()
    elsewhere = f"folder={tmp_path / 'other'}"
    done = felloe_skill("run", str(SKILLS / "notes"), "list_notes", elsewhere, "--grant", grant, "--json")
    assert json.loads(done.stdout)["error"]["code"] == "not_granted"


def test_a_table_is_converted_beside_the_file_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("\ufeffname;amount\nAna;1,5\nÇelik;2\n".encode())
    out = tmp_path / "a.json"
    call("tables", "convert", f"files.write:{tmp_path}", path=str(tmp_path / "a.csv"), out=str(out))
    assert json.loads(out.read_text()) == [{"name": "Ana", "amount": 1.5}, {"name": "Çelik", "amount": 2.0}]


def test_an_event_that_is_added_is_found(tmp_path: Path) -> None:
    grant, folder = f"files.write:{tmp_path}", str(tmp_path)
    call("calendar", "add", grant, title="Dentist", start="2026-03-05T14:30", folder=folder)
    found = call("calendar", "events", grant, start="2026-03-05", end="2026-03-06", folder=folder)
    assert [event["title"] for event in found["events"]] == ["Dentist"]


def test_files_are_found_where_it_was_granted(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "deep" / "Invoice.pdf").write_bytes(b"")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "invoice.pdf").write_bytes(b"")
    folders = [str(tmp_path / "in"), str(tmp_path / "out")]
    found = call("find-file", "find", f"files.read:{tmp_path / 'in'}", pattern="invoice", folders=folders)
    assert [Path(file["path"]).name for file in found["files"]] == ["Invoice.pdf"]
    assert found["skipped"] == {folders[1]: "not granted"} and not found["complete"]


def test_a_page_is_made_of_a_real_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Trip\n\n<script>no()</script>\n")
    out = tmp_path / "a.html"
    call("markdown-pages", "render", f"files.write:{tmp_path}", path=str(tmp_path / "a.md"), out=str(out))
    assert "<title>Trip</title>" in out.read_text() and "<script" not in out.read_text()


# --- with a real feed --------------------------------------------------------------------------------------------


class _Feed(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = self.headers.get("If-None-Match")
        data = (
            b"" if asked == '"1"' else b"<rss><channel><title>T</title><item><title>New</title></item></channel></rss>"
        )
        self.send_response(304 if asked == '"1"' else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is for what fails."""


@pytest.fixture
def feed() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Feed) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_unchanged_feed_is_not_sent_twice(feed: str, tmp_path: Path) -> None:
    line = ["run", str(SKILLS / "feeds"), "read", f"url=http://{feed}/", "--grant", f"http:{feed}", "--grant", "store"]
    first, again = (
        json.loads(felloe_skill(*line, "--store", str(tmp_path / "store"), "--json").stdout) for _ in range(2)
    )
    assert [item["title"] for item in first["result"]["items"]] == ["New"]
    assert (first["result"]["unchanged"], again["result"]["unchanged"]) == (False, True)
    assert again["result"]["items"] == first["result"]["items"]
