"""The program inside the image: answers one request in a fresh copy of itself, which is then thrown away.

Request and answer are in sandbox/bridge.py. The answer is one line of JSON (how it went), then the result as JSON.
"""

import gc
import json
import random
import sys
import time

import wit_world
from _felloe import failure, host, loop, output, paths, run, stdlib

stdlib.preimport()
loop.install()
paths.install()
time.sleep = host.sleep
_loads, _dumps = json.loads, json.dumps


class WitWorld(wit_world.WitWorld):
    def handle(self, message: str) -> str:
        request = _loads(message)
        out = sys.stdout = sys.stderr = output.Output(request["output"])
        random.seed(request["seed"])
        answer, result = {}, ""
        try:
            result = run.perform(request)
        except run.Refused as refused:
            answer["error"] = {"code": refused.code, "message": str(refused)}
        except BaseException as error:  # nothing that the code raises may escape: SystemExit, KeyboardInterrupt, …
            answer["error"] = failure.report(error)
        answer["stdout"], answer["truncated"] = out.text(), out.truncated
        return _dumps(answer) + "\n" + result


sys.path[:] = []
gc.collect()
gc.freeze()
