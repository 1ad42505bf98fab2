"""A host of pydantic-monty, see process.py: each run in a new session of its pool, whose worker processes stay."""

import json
import sys
import time

import pydantic_monty

NO_CALL = """
import json
request = json.loads({request!r})
json.dumps({{"sum": sum(range(request["n"])), "reply": None}})
"""
ONE_CALL = """
import json
request = json.loads({request!r})
json.dumps({{"sum": sum(range(request["n"])), "reply": echo(n=request["n"])}})
"""


def run(pool, code):
    with pool.checkout() as session:
        return json.loads(session.feed_run(code, external_lookup={"echo": lambda n: n + 1}))


with pydantic_monty.Monty() as pool:
    for line in sys.stdin:
        code = (ONE_CALL if json.loads(line)["call"] else NO_CALL).format(request=line.strip())
        begun = time.perf_counter()
        answer = run(pool, code)
        print(json.dumps({**answer, "seconds": time.perf_counter() - begun}), flush=True)
