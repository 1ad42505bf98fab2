"""No sandbox at all: answers one run, see process.py. For `python3 -I -S`."""

import json
import sys


def send(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def receive():
    return json.loads(sys.stdin.readline())


def echo(n):
    send({"echo": n})
    return receive()["reply"]


request = receive()
send({"sum": sum(range(request["n"])), "reply": echo(request["n"]) if request["call"] else None})
