"""The program inside the image: answers one request in a fresh copy of itself, which is then thrown away.

Request and answer are in sandbox/bridge.py. The answer is one line of JSON (how it went), then the result as JSON.
"""

import importlib.util
import json
import random
import sys
import time

import wit_world
from _felloe import host, paths

assert sys.version_info[:2] == (3, 14), (
    "loop, paths, run, skill and snapshot use private names of CPython 3.14: check them"
)
_bridge, host.send = host.send, host.nothing_there  # while the image is built there is no host
paths.install()  # first: shutil and tempfile, which others import, keep functions of os for themselves

import felloe  # noqa: E402
from _felloe import absent, failure, http, loop, output, preload, run, snapshot, stdlib, testing  # noqa: E402

stdlib.preimport()
loop.install()
absent.install()
http.install()
time.sleep = host.sleep
sys.modules["felloe.testing"] = felloe.testing = testing
_loads, _dumps, _seed = json.loads, json.dumps, random.seed
_SLOW_LOAD_MS = 5.0
"""Time to load a skill from which on it is told, so that the host may give the skill an image of its own."""


def _seeded_later(*_):
    """Stands for `random.seed` until a run has its own: componentize-py would fetch 2,496 bytes for it first."""


class WitWorld(wit_world.WitWorld):
    def handle(self, message: str) -> str:
        request = _loads(message)
        out = sys.stdout = sys.stderr = _OUT
        out.begin()
        host.flush = out.flush
        random.seed = _seed
        _seed(request["seed"])
        answer, result = {}, ""
        try:
            result = run.perform(request)
            if run.load_ms > _SLOW_LOAD_MS:
                answer["load_ms"] = run.load_ms
        except run.Refused as refused:
            answer["error"] = {"code": refused.code, "message": str(refused)}
        except BaseException as error:  # nothing that the code raises may escape: SystemExit, KeyboardInterrupt, …
            answer["error"] = failure.report(error)
        out.flush()
        return _dumps(answer) + "\n" + result


_OUT = sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = output.Output()  # what packages bind stays right
host.send = lambda text: '{"ok":true}'
if importlib.util.find_spec("_felloe_preload"):  # an image for one skill
    _preload = importlib.import_module("_felloe_preload")
    preload.preload(_preload.NAME, _preload.FILES, _preload.ENTRY)
    _preload.FILES = None
snapshot.settle(lambda: WitWorld().handle('{"kind":"warm","seed":0,"all":true}'))
host.send = _bridge
random.seed = _seeded_later
sys.path[:] = []
