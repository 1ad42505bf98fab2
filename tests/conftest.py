"""What every test gets: a home of its own, one event loop, a look at what it leaves behind, and the tests it cannot run
on this machine set aside and named at the end (`requires`, see requirements.py)."""

from __future__ import annotations

import ast
import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import platformdirs
import pytest
import structlog
from left_behind import adopt_orphans, no_task_is_left_behind, nothing_is_left_behind
from requirements import CI, REQUIREMENTS, here, how_to, install_command

from shared.system.log_file import LogFile

__all__ = ["no_task_is_left_behind", "nothing_is_left_behind"]

_NOT_HERE = "not run here, it needs "
_USUAL_S = 120.0
"""The timeout of pyproject.toml."""

_HOMES = pytest.StashKey[Path]()


def pytest_plugin_registered(manager: pytest.PytestPluginManager) -> None:
    """Set pytest-qt aside before it imports Qt, where Qt cannot be imported: it would end the whole run."""
    if manager.has_plugin("pytest-qt") and not here("qt"):
        manager.set_blocked("pytest-qt")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "requires(*names): what the machine must have, from tests/requirements.py")
    config.addinivalue_line("markers", "soak: runs for long; only `make soak` runs it")
    config.option.markexpr = config.option.markexpr or "not soak"
    # No deadline: it measures the machine. No explanations: they trace every line of what fails, for minutes.
    hypothesis.settings.register_profile(
        "felloe",
        hypothesis.settings.get_profile("ci" if CI else "default"),
        deadline=None,
        phases=set(hypothesis.Phase) - {hypothesis.Phase.explain},
    )
    hypothesis.settings.load_profile("felloe")
    adopt_orphans()
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a shell starts what is to run in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)  # else no command that tests start would hear of it
    config.stash[_HOMES] = _leave_home()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with those that take long, which have a timeout of their own: else one worker ends with one, alone."""
    items.sort(key=_timeout_s, reverse=True)


def _timeout_s(item: pytest.Item) -> float:
    mark = item.get_closest_marker("timeout")
    return max(float(mark.args[0]), _USUAL_S) if mark else _USUAL_S


def pytest_collection() -> None:
    gc.disable()  # what is imported is no garbage
    if "PySide6" in sys.modules:  # it would read the source of each module
        import spoke.ui.event_loop.unscanned_imports  # noqa: F401


def pytest_collection_finish() -> None:
    """What was imported stays: to look at it again costs each full collection half a second, in which nothing moves.
    What is garbage afterwards can wait: at Python's own pace looking for it takes a twelfth of all time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    if homes := config.stash.get(_HOMES, None):
        shutil.rmtree(homes, ignore_errors=True)


def _leave_home() -> Path:
    """Point this process, and all it starts, away from the user's files; only caches of what can be made again stay."""
    for variable, folder in (("FELLOE_CACHE", "felloe"), ("UV_CACHE_DIR", "uv")):
        os.environ.setdefault(variable, str(platformdirs.user_cache_path(folder, appauthor=False)))
    homes = Path(tempfile.mkdtemp(prefix="felloe-"))  # short: the path of a Unix socket has 107 bytes
    os.environ.update(_home(homes / "0"))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # the user's is no place for our keys
    os.environ["FELLOE_LOOK_FOR_MODELS"] = "0"  # nor are their models asked
    return homes


def _home(path: Path) -> dict[str, str]:
    (path / "run").mkdir(mode=0o700, parents=True)
    return {
        "HOME": str(path),
        "XDG_CACHE_HOME": str(path / ".cache"),
        "XDG_CONFIG_HOME": str(path / ".config"),
        "XDG_DATA_HOME": str(path / ".local/share"),
        "XDG_STATE_HOME": str(path / ".local/state"),
        "XDG_RUNTIME_DIR": str(path / "run"),
    }


@pytest.fixture(autouse=True)
def home(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home folder for this test, and the environment that leads there."""
    path = Path(tempfile.mkdtemp(dir=pytestconfig.stash[_HOMES], prefix=""))
    for variable, value in _home(path).items():
        monkeypatch.setenv(variable, value)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(autouse=True)
def logs_go_where_they_went_before() -> Iterator[None]:
    """A command that runs in this process sends its lines to what is its stderr then, which ends with its test."""
    before = structlog.get_config()
    yield
    for step in structlog.get_config()["processors"]:
        if isinstance(step, LogFile):
            step.close()
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def garbage_of_windows_is_collected_on_qts_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep the collector still from the start of a window test until the next test has collected what it left.

    Left alone, the collector runs on any thread. A Qt object with a timer that ends on another thread than its own
    leaves the timer with Qt, and the next turn of the event loop crashes the process.
    """
    has_windows = "qapp" in request.fixturenames
    if has_windows or not gc.isenabled():
        gc.collect()
    if has_windows:
        gc.freeze()  # what lives until now is not looked at again
        gc.disable()
    else:
        gc.enable()
    yield
    if has_windows:
        gc.collect()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in (name for mark in item.iter_markers("requires") for name in mark.args):
        if not here(name):
            pytest.skip(_NOT_HERE + name)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """A file that needs what is missing may not even import: it is set aside unread."""
    missing = [name for name in _file_requires(module_path) if not here(name)]
    return _NotHere.from_parent(parent, path=module_path) if missing and not CI else None


class _NotHere(pytest.Module):
    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        names = [name for name in _file_requires(self.path) if not here(name)]
        pytest.skip(f"{self.nodeid} {_NOT_HERE}{names[0]}", allow_module_level=True)


def _file_requires(path: Path) -> list[str]:
    """The requirements in the `pytestmark` of a test file."""
    source = path.read_text()
    if "requires(" not in source:
        return []
    marks = [
        statement.value
        for statement in ast.parse(source).body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark"
    ]
    calls = [node for mark in marks for node in ast.walk(mark) if isinstance(node, ast.Call)]
    found = [call.args for call in calls if ast.unparse(call.func) == "pytest.mark.requires"]
    return [str(name.value) for names in found for name in names if isinstance(name, ast.Constant)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true nothing may be left out: a test that skips has failed."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        assert isinstance(report.longrepr, tuple)
        report.outcome = "failed"
        report.longrepr = f"Left out, and CI=true leaves nothing out: {report.longrepr[2]}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = [(report.nodeid, report.longrepr[2]) for report in terminalreporter.stats.get("skipped", [])]
    left_out = sorted((reason.rpartition(_NOT_HERE)[2], test) for test, reason in reasons if _NOT_HERE in reason)
    if not left_out:
        return
    terminalreporter.section("Not run here")
    for name, test in left_out:
        terminalreporter.line(f"{test}: needs {REQUIREMENTS[name].what}")
    names = sorted({name for name, _ in left_out})
    if command := install_command(names):
        terminalreporter.line(f"To run them too, as root: {command}")
    for name in (name for name in names if not REQUIREMENTS[name].debian):
        terminalreporter.line(f"For {REQUIREMENTS[name].what}: {how_to(name)}")
