"""A host of eryx, see process.py: each run in a new sandbox of a saved factory, whose calls are baked into it.

Its guide says that this is the fast way: the factory's file is compiled ahead, `json` and the callbacks are in its
snapshot, its runtime stays in memory, and a warm instance is kept ready in the background (on by default).
"""

import json
import sys
import time

import eryx

NO_CALL = """
import json
request = json.loads({request!r})
result = {{"sum": sum(range(request["n"])), "reply": None}}
"""
ONE_CALL = """
import json
request = json.loads({request!r})
result = {{"sum": sum(range(request["n"])), "reply": await echo(n=request["n"])}}
"""


inside = True


def send(message):
    print(json.dumps(message), flush=True)


def echo(n):
    if inside:
        return n + 1
    send({"echo": n})
    return json.loads(sys.stdin.readline())["reply"]


def calls():
    registry = eryx.CallbackRegistry()
    registry.add(echo, name="echo", description="one more than n")
    return registry


def save(path):
    eryx.SandboxFactory(imports=["json"], callbacks=calls()).save(path)


def serve(path):
    global inside
    factory = eryx.SandboxFactory.load(path, callbacks=calls())
    while line := sys.stdin.readline():
        request = json.loads(line)
        inside = request["inside"]
        code = (ONE_CALL if request["call"] else NO_CALL).format(request=line.strip())
        begun = time.perf_counter()
        answer = json.loads(factory.create_sandbox().execute(code).result_json)
        send({**answer, "seconds": time.perf_counter() - begun})


if __name__ == "__main__":
    {"save": save, "serve": serve}[sys.argv[1]](sys.argv[2])
