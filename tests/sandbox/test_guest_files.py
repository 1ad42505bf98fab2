"""Ordinary code with ordinary files: what it prints and leaves behind in the sandbox is what it does outside."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.capability import Capability
from sandbox.gatekeeper import Gatekeeper
from sandbox.pool import Pool
from sandbox.run_record import RunRecord, RunRequest
from sandbox.services.local import local_services

pytestmark = pytest.mark.anyio


async def in_sandbox(pool: Pool, folder: Path, code: str, *grants: str, **fields: Any) -> RunRecord:
    wanted = grants or (f"files.write:{folder}",)
    gate = Gatekeeper.granting("This code", [Capability.parse(text) for text in wanted])
    request = RunRequest("run", "exec", code=code, args={"folder": str(folder)}, **fields)
    return await pool.run(request, gate, local_services())


def outside(folder: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"folder = {str(folder)!r}\n{code}"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below, by its path: bytes of files, None for folders."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


PROGRAMS = {
    "every mode of open": """
import os
path = folder + "/a"
for mode in ("w", "a", "r+", "w+", "a+", "wb", "ab", "rb+", "r", "rb"):
    with open(path, mode) as file:
        print(mode, file.mode, file.readable(), file.writable(), file.seekable(), file.tell(), file.name == path)
        if file.writable():
            print(file.write("öne\\ntwo\\n" if "b" not in mode else b"bytes"))
        if file.readable():
            file.seek(2 if "b" not in mode else 1)
            print(repr(file.read(3)), file.tell(), repr(file.read()))
    print(os.path.getsize(path))
for mode in ("x", "xb"):
    try: open(path, mode)
    except FileExistsError as error: print(type(error).__name__, error.filename == path)
for mode in ("", "q", "rw", "rbt", "r+b+"):
    try: open(path, mode)
    except ValueError as error: print("ValueError")
""",
    "seek, overwrite, truncate": """
with open(folder + "/a", "w+b") as file:
    file.write(b"0123456789" * 100)
    file.seek(10); file.write(b"XY"); print(file.tell(), file.read(4))
    file.seek(-3, 2); print(file.read(), file.truncate(500), file.tell())
    file.seek(600); file.write(b"beyond")
    file.seek(0); print(len(file.read()))
with open(folder + "/a", "r+b", buffering=0) as raw:
    print(raw.read(12), raw.seek(2), raw.write(b"zz"), raw.readall()[:4])
with open(folder + "/text", "w", newline="") as file: file.write("a\\r\\nb\\nc")
print(open(folder + "/text").readlines(), open(folder + "/text", newline="").readlines())
print([line for line in open(folder + "/text", encoding="ascii")])
with open(folder + "/latin", "w", encoding="latin-1") as file: file.write("é")
print(open(folder + "/latin", "rb").read())
""",
    "errors are those of Python": """
import os, shutil
from pathlib import Path
base = Path(folder)
(base / "d").mkdir(); (base / "d" / "f").write_text("x"); (base / "f").write_text("y")
for name, act in {
    "open missing": lambda: open(base / "nothing"), "open under missing": lambda: open(base / "no" / "x", "w"),
    "open folder": lambda: open(base / "d"), "write folder": lambda: open(base / "d", "w"),
    "through a file": lambda: open(base / "f" / "x"), "mkdir there": lambda: (base / "d").mkdir(),
    "mkdir over file": lambda: (base / "f").mkdir(exist_ok=True), "mkdir no parent": lambda: (base / "p" / "q").mkdir(),
    "rmdir full": lambda: (base / "d").rmdir(), "rmdir file": lambda: os.rmdir(base / "f"),
    "remove missing": lambda: os.remove(base / "nothing"), "stat missing": lambda: os.stat(base / "nothing"),
    "list missing": lambda: os.listdir(base / "nothing"), "list file": lambda: os.listdir(base / "f"),
    "rename missing": lambda: os.rename(base / "nothing", base / "x"),
    "rename onto full": lambda: os.rename(base / "f", base / "d"), "chdir file": lambda: os.chdir(base / "f"),
    "rmtree missing": lambda: shutil.rmtree(base / "nothing"), "empty": lambda: open(""),
    "readlink": lambda: os.readlink(base / "f"), "nul": lambda: open("\\0"),
}.items():
    try: act()
    except (OSError, ValueError) as error:
        print(name, type(error).__name__, getattr(error, "strerror", None), getattr(error, "filename", None))
(base / "d").mkdir(exist_ok=True); (base / "nothing").unlink(missing_ok=True)
print((base / "nothing").exists(), (base / "f").is_file(), (base / "d").is_dir(), os.path.isfile(base / "d"))
""",
    "pathlib, os, glob": """
import os, glob
from pathlib import Path
base = Path(folder)
(base / "a" / "b" / "c").mkdir(parents=True, exist_ok=True)
os.makedirs(folder + "/m/n", exist_ok=True); os.makedirs(folder + "/m/n", exist_ok=True)
for name in ("a/1.xml", "a/b/2.xml", "a/b/c/3.rels", "m/x.txt"): (base / name).write_text(name)
print(sorted(str(path.relative_to(base)) for path in base.rglob("*")))
print(sorted(str(path.relative_to(base)) for path in base.glob("**/*.xml")), sorted(os.listdir(folder)))
print(sorted(path[len(folder):] for path in glob.glob(folder + "/**/*.xml", recursive=True)))
print(sorted((root[len(folder):], sorted(dirs), sorted(files)) for root, dirs, files in os.walk(folder)))
for e in sorted(os.scandir(base / "a"), key=lambda e: e.name):
    print(e.name, e.is_dir(), e.is_file(), e.is_symlink(), e.stat().st_size if e.is_file() else 0)
os.chdir(folder + "/a"); print(Path("1.xml").read_text(), os.path.exists("b/2.xml"), Path.cwd() == base / "a")
print(Path("../m/x.txt").resolve() == base / "m" / "x.txt", os.path.abspath("b") == folder + "/a/b")
print(os.getcwd() == folder + "/a")
os.rename("1.xml", "b/9.xml"); os.replace("b/9.xml", "b/2.xml"); print(Path("b/2.xml").read_text())
Path("b/2.xml").rename(base / "a" / "back.xml"); print(sorted(os.listdir("b")))
os.utime("back.xml", (1_000_000_000, 1_000_000_000)); print(os.stat("back.xml").st_mtime, os.path.getmtime("back.xml"))
os.truncate("back.xml", 2)
print(os.path.getsize("back.xml"), os.path.samefile("back.xml", folder + "/a/../a/back.xml"))
print(os.access("back.xml", os.R_OK | os.W_OK), os.access("nothing", os.F_OK))

os.rmdir(folder + "/m/n")
os.unlink("back.xml")
Path("new").touch()
Path("new").touch()
print(Path("new").stat().st_size)
""",
    "shutil and tempfile": """
import os, shutil, tempfile
from pathlib import Path
base = Path(folder)
(base / "src" / "sub").mkdir(parents=True)
(base / "src" / "a").write_text("a")
(base / "src" / "sub" / "b").write_text("b" * 100_000)
shutil.copy(base / "src" / "a", base / "copied"); shutil.copy2(base / "src" / "a", base / "src" / "a2")
print(shutil.copytree(base / "src", base / "dst") == base / "dst", sorted(os.listdir(base / "dst")))
shutil.copytree(base / "src", base / "dst", dirs_exist_ok=True)
shutil.move(base / "dst" / "sub", base / "moved"); shutil.move(str(base / "copied"), str(base / "moved"))
with tempfile.TemporaryDirectory() as temporary:
    inside = Path(temporary, "x"); inside.write_bytes(b"temp" * 50_000)
    shutil.copytree(base / "src", Path(temporary, "t")); print(sorted(os.listdir(temporary)))
    shutil.move(inside, base / "out"); shutil.copytree(Path(temporary, "t"), base / "again")
print(os.path.exists(temporary))
with tempfile.NamedTemporaryFile("w", dir=base, suffix=".txt", delete=False) as file: file.write("kept")
os.replace(file.name, base / "kept.txt")
with tempfile.NamedTemporaryFile() as file: file.write(b"gone"); file.flush(); print(open(file.name, "rb").read())
with tempfile.TemporaryFile("w+") as file: file.write("anon"); file.seek(0); print(file.read())
number, name = tempfile.mkstemp()
os.write(number, b"low")
os.lseek(number, 0, os.SEEK_SET)
print(os.read(number, 9))
os.close(number)
os.unlink(name)
with tempfile.SpooledTemporaryFile(max_size=5) as file: file.write(b"spooled over"); file.seek(0); print(file.read())
number = os.open(base / "low", os.O_WRONLY | os.O_CREAT | os.O_EXCL)
print(os.write(number, b"low level"))
os.fsync(number)
print(os.fstat(number).st_size)
os.close(number)
with os.fdopen(os.open(base / "low", os.O_RDWR | os.O_APPEND), "a") as file: file.write(" and more")
shutil.rmtree(base / "dst"); shutil.rmtree(base / "nothing", ignore_errors=True); print(sorted(os.listdir(folder)))
""",
    "archives": """
import shutil, tarfile, zipfile, gzip
from pathlib import Path
base = Path(folder)
(base / "in").mkdir()
(base / "in" / "a.txt").write_text("a" * 5000)
(base / "in" / "b.bin").write_bytes(bytes(range(256)) * 300)
import os
for path in (base / "in").iterdir(): os.utime(path, (1_000_000_000, 1_000_000_000)); os.chmod(path, 0o600)
with zipfile.ZipFile(base / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for path in sorted((base / "in").iterdir()): archive.write(path, path.name)
with zipfile.ZipFile(base / "x.zip", "a") as archive: archive.writestr(zipfile.ZipInfo("c.txt"), "added")
with zipfile.ZipFile(base / "x.zip") as archive:
    print(archive.namelist(), archive.testzip(), archive.read("c.txt")); archive.extractall(base / "unzipped")
with tarfile.open(base / "x.tar", "w") as archive: archive.add(base / "in", "in")
with tarfile.open(base / "x.tar") as archive:
    print(sorted(archive.getnames()))
    archive.extractall(base / "untarred", filter="data")
shutil.make_archive(folder + "/made", "zip", base / "in")
shutil.unpack_archive(folder + "/made.zip", folder + "/unpacked")
with gzip.open(base / "z.gz", "wt") as file: file.write("zipped")
print(gzip.open(base / "z.gz", "rt").read())
for name in ("x.zip", "x.tar", "made.zip", "z.gz"): os.unlink(base / name)
""",
    "csv, json, config, log": """
import configparser, csv, json, logging, pickle, fileinput, filecmp, linecache
from pathlib import Path
base = Path(folder)
with open(base / "t.csv", "w", newline="") as file: csv.writer(file).writerows([["a", "b"], [1, "x,y"]])
print(list(csv.DictReader(open(base / "t.csv"))))
json.dump({"k": [1, None]}, open(base / "j.json", "w")); print(json.load(open(base / "j.json")))
(base / "c.ini").write_text("[s]\\nk = v\\n")
config = configparser.ConfigParser()
print(config.read(base / "c.ini") != [], config["s"]["k"])
handler = logging.FileHandler(base / "log")
logging.getLogger().addHandler(handler)
logging.error("logged")
handler.close()
pickle.dump({1: 2}, open(base / "p", "wb"), protocol=4); print(pickle.load(open(base / "p", "rb")))
print(list(fileinput.input([str(base / "log")])), filecmp.cmp(base / "log", base / "log", shallow=False))
print(linecache.getline(str(base / "log"), 1))
print("to a file", file=open(base / "printed", "w")); print((base / "printed").read_text())
left = open(base / "left open", "w"); left.write("and kept")
""",
    "a large file in parts": """
import hashlib
data = bytes(range(251)) * 12_000
with open(folder + "/large", "wb") as file:
    for start in range(0, len(data), 70_000): file.write(data[start:start + 70_000])
with open(folder + "/large", "rb") as file:
    print(hashlib.file_digest(file, "sha256").hexdigest() == hashlib.sha256(data).hexdigest())
with open(folder + "/large", "r+b") as file:
    file.seek(2_000_000); file.write(b"middle"); file.seek(1_999_998); print(file.read(10))
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
async def test_a_program_does_with_files_what_it_does_outside(pool: Pool, tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    record = await in_sandbox(pool, tmp_path / "in", PROGRAMS[name])
    assert record.error is None, record.error
    printed = outside(tmp_path / "out", PROGRAMS[name])
    assert record.stdout.replace(str(tmp_path / "in"), "F") == printed.replace(str(tmp_path / "out"), "F")
    assert tree(tmp_path / "in") == tree(tmp_path / "out")


async def test_what_was_not_granted_is_a_permission_error_that_says_so(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "shut").mkdir()
    code = """
import os, shutil
for act in (lambda: open(folder + "/x", "w"), lambda: os.mkdir(folder + "/d"), lambda: os.listdir(folder),
            lambda: os.rename(other, folder + "/moved"), lambda: shutil.rmtree(folder), lambda: os.stat(folder + "/x")):
    try: act()
    except PermissionError as error: print(type(error).__name__, error)
[os.path.exists(folder + "/x"), os.access(folder, os.W_OK)]
""".replace("other", repr(str(tmp_path / "open")))
    record = await in_sandbox(pool, tmp_path / "shut", code, f"files.write:{tmp_path / 'open'}")
    assert record.result == [False, False]
    lines = record.stdout.splitlines()
    assert len(lines) == 6
    assert all("Not granted, so it did not happen." in line for line in lines)
    assert list((tmp_path / "shut").iterdir()) == []


async def test_leave_to_read_is_no_leave_to_write_and_the_other_way_it_is(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("hello")
    code = "import os\n[open(folder + '/a').read(), os.access(folder, os.W_OK)]\nopen(folder + '/a', 'a')"
    record = await in_sandbox(pool, tmp_path, code, f"files.read:{tmp_path}")
    assert record.error is not None
    assert (record.error.code, record.calls[-1].service) == ("not_granted", "files.open")
    record = await in_sandbox(pool, tmp_path, "import os\n[open(folder + '/a').read(), os.access(folder, os.W_OK)]")
    assert record.result == ["hello", True]


async def test_folders_that_lead_to_a_granted_one_are_seen_and_nothing_beside_it(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "here" / "in").mkdir(parents=True)
    (tmp_path / "beside").mkdir()
    code = """
import os
from pathlib import Path
print(os.listdir(folder), os.listdir(os.path.dirname(folder)), Path(folder).resolve() == Path(folder))
for act in (lambda: os.mkdir(folder + "/made"), lambda: os.rmdir(os.path.dirname(folder))):
    try: act()
    except OSError: print("no")
"""
    record = await in_sandbox(pool, tmp_path / "here", code, f"files.write:{tmp_path / 'here' / 'in'}")
    assert record.stdout == "['in'] ['here'] True\nno\nno\n"
    assert [row.verdict for row in record.calls] == ["denied"]


async def test_a_granted_file_is_a_file_also_in_the_listing_of_what_leads_to_it(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "one").write_text("x")
    (tmp_path / "two").write_text("x")
    (tmp_path / "in").mkdir()
    code = "import os\n[(e.name, e.is_file()) for e in sorted(os.scandir(folder), key=lambda e: e.name)]"
    record = await in_sandbox(pool, tmp_path, code, f"files.read:{tmp_path / 'one'}", f"files.read:{tmp_path / 'in'}")
    assert record.result == [["in", False], ["one", True]]


async def test_the_folder_in_memory_is_the_runs_own_and_bounded(pool: Pool, tmp_path: Path) -> None:
    name = f"felloe-test-{os.getpid()}"
    code = f"""
import errno, os
open("/tmp/{name}", "w").write("x")
os.makedirs("/tmp/deep/er"); open("/tmp/deep/er/f", "w").write("y" * 1000)
try:
    with open("/tmp/much", "wb") as file:
        for _ in range(40): file.write(bytes(1 << 20)); file.flush()
except OSError as error: full = error.errno == errno.ENOSPC
[sorted(os.listdir("/tmp")), full]
"""
    record = await in_sandbox(pool, tmp_path, code, "files.read:/nowhere")
    assert record.result == [["deep", name, "much"] if name > "deep" else [name, "deep", "much"], True]
    assert record.calls == []
    assert not Path("/tmp", name).exists()
    record = await in_sandbox(pool, tmp_path, "import os\nos.listdir('/tmp')", "files.read:/nowhere")
    assert record.result == []


async def test_a_skills_own_files_cannot_be_changed(pool: Pool, tmp_path: Path) -> None:
    code = """
import errno, os
for act in (lambda: open("/skill/x", "w"), lambda: os.mkdir("/skill/d"), lambda: os.rename("/skill", "/tmp/s")):
    try: act()
    except OSError as error: print(errno.errorcode[error.errno])
"""
    assert (await in_sandbox(pool, tmp_path, code)).stdout == "EROFS\nEROFS\nEXDEV\n"


async def test_a_link_is_seen_and_not_followed(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    code = """
import os, shutil
print([(e.name, e.is_symlink()) for e in sorted(os.scandir(folder), key=lambda e: e.name)])
for act in (lambda: open(folder + "/link"), lambda: open(folder + "/link", "w"), lambda: os.listdir(folder + "/up"),
            lambda: os.stat(folder + "/link"), lambda: os.readlink(folder + "/link"),
            lambda: os.symlink("x", folder + "/n")):
    try: print(act())
    except OSError as error: print(type(error).__name__)
shutil.rmtree(folder)
"""
    record = await in_sandbox(pool, tmp_path / "in", code)
    assert record.error is None
    assert record.stdout.splitlines()[0] == "[('link', True), ('up', True)]"
    assert record.stdout.splitlines()[1:] == ["OSError"] * 4 + ["PermissionError"] * 2
    assert not (tmp_path / "in").exists()
    assert (tmp_path / "secret").read_text() == "secret"


async def test_a_small_tree_costs_few_crossings(pool: Pool, tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.txt").write_text("x")
    code = """
from pathlib import Path
sum(path.stat().st_size + len(path.read_text()) for path in Path(folder).rglob("*.txt") if path.is_file())
"""
    record = await in_sandbox(pool, tmp_path, code)
    assert record.result == 40
    assert [row.service for row in record.calls].count("files.read") == 20
    assert len(record.calls) <= 22


async def test_a_file_that_is_written_costs_two_crossings(pool: Pool, tmp_path: Path) -> None:
    code = """
import zipfile
with zipfile.ZipFile(folder + "/x.zip", "w") as archive:
    for number in range(50): archive.writestr(f"{number}.txt", "x" * 100)
"""
    record = await in_sandbox(pool, tmp_path, code)
    assert [row.service for row in record.calls] == ["files.open", "files.write"]


async def test_what_cannot_be_written_at_the_end_is_not_kept_quiet(pool: Pool, tmp_path: Path) -> None:
    code = "import os\nleft = open(folder + '/a', 'w')\nleft.write('x')\nos.unlink(folder + '/a')"
    record = await in_sandbox(pool, tmp_path, code)
    assert record.error is not None
    assert record.error.code == "not_found"


async def test_what_is_made_is_its_owners_alone(pool: Pool, tmp_path: Path) -> None:
    await in_sandbox(pool, tmp_path, "import os\nos.makedirs(folder + '/d')\nopen(folder + '/d/f', 'w').close()")
    assert stat.S_IMODE((tmp_path / "d").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "d" / "f").stat().st_mode) == 0o600


async def test_what_is_above_a_change_stays_known(pool: Pool, tmp_path: Path) -> None:
    code = """
import os
os.makedirs(folder + "/a/b")
for number in range(20):
    with open(os.path.realpath(folder + f"/a/b/{number}"), "w") as file: file.write("x")
"""
    record = await in_sandbox(pool, tmp_path, code)
    stats = [row.target for row in record.calls if row.service == "files.stat"]
    assert len([path for path in stats if not path.rpartition("/")[2].isdigit()]) <= 6
    assert (tmp_path / "a" / "b" / "19").read_text() == "x"


async def test_what_is_changed_is_looked_at_anew(pool: Pool, tmp_path: Path) -> None:
    code = """
import os
path, sizes = folder + "/a", []
open(path, "w").close(); sizes.append(os.path.getsize(path))
with open(path, "a") as file: file.write("xyz")
sizes.append(os.path.getsize(path))
os.rename(path, folder + "/b"); sizes += [os.path.exists(path), os.path.getsize(folder + "/b")]
os.remove(folder + "/b"); sizes.append(os.path.exists(folder + "/b"))
sizes
"""
    record = await in_sandbox(pool, tmp_path, code)
    assert record.result == [0, 3, False, 3, False]
