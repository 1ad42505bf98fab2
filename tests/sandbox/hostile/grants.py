"""Code that asks the host for what nobody granted: files, functions, devices, another skill's files."""

from __future__ import annotations

from hostile.case import Case, Defence

_CALL = "from felloe import call, devices, files, http\n"
_BRIDGE = "import json, sys\nbridge = sys.modules['wit_world'].bridge\n"

K = Defence.GATEKEEPER
GATE = (
    Case("read a file that was not granted", K, "not_granted", "open(folder + '/secret').read()"),
    Case("read the host's users", K, "not_granted", "open('/etc/passwd').read()"),
    Case("read a folder whose name only begins alike", K, "not_granted", "open(folder + '/opened/secret').read()"),
    Case("read a file whose name only begins alike", K, "not_granted", "open(folder + '/one.more').read()"),
    Case("call a function that was not granted", K, "not_granted", _CALL + "call('closed.open')"),
    Case("call a function on another device than granted", K, "not_granted", _CALL + "devices.attic.here.echo()"),
    Case("call another function of the skill than granted", K, "not_granted", _CALL + "device.here.open()"),
    Case("submit a call that was not granted", K, "not_granted",
         _CALL + "import asyncio\nawait asyncio.gather(devices.any.aio.closed.open())"),
    Case("fetch a page that was not granted", K, "not_granted", _CALL + "http.get('http://127.0.0.1/')"),
    Case("fetch a page that was not granted by urllib", K, "not_granted",
         "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:1/')"),
    Case("ask the host for a page with a name and a hidden other one", K, "invalid_argument",
         _CALL + "http.get('http://good.example\\\\@127.0.0.1/')", held_twice=True),
    Case("use a secret that was not granted", K, "not_granted",
         _CALL + "http.get('https://safe.example/', headers={'X': http.secret('key')})"),
    Case("catch a refusal and claim success", K, "harmless",
         _CALL + "try:\n    said = call('closed.open')\nexcept PermissionError as e:\n    said = e.code\nsaid",
         gives="not_granted"),
    Case("call with a device that is a path", K, "invalid_argument",
         _CALL + "call('closed.open:safe.echo')", held_twice=True),
    Case("call with names within names", K, "invalid_argument", _CALL + "call('any:safe.echo.open')", held_twice=True),
    Case("call a service that does not exist", K, "harmless",
         _BRIDGE + "json.loads(bridge('{\"op\":\"call\",\"service\":\"shell\",\"args\":{}}'))['error']['code']",
         gives="invalid_argument", held_twice=True),
    Case("call with arguments of the wrong kind", K, "harmless",
         _BRIDGE + "text = {'op': 'call', 'service': 'call', 'args': {'target': ['any'], 'skill': {}}}\n"
         "json.loads(bridge(json.dumps(text)))['error']['code']", gives="invalid_argument", held_twice=True),
    Case("make a function of the host fail", K, "internal", _CALL + "call('safe.crash')", held_twice=True),
)  # fmt: skip

_READ = "open(folder + '/open/{}').read()"
Y = Defence.GRANT_BOUNDARY
BOUNDARY = (
    Case("climb out of the granted folder", Y, "invalid_argument", _READ.format("../secret")),
    Case("climb out from further down", Y, "invalid_argument", _READ.format("own/../../secret")),
    Case("follow a link out", Y, "forbidden", _READ.format("link")),
    Case("follow a folder's link out", Y, "forbidden", _READ.format("up/secret")),
    Case("read Felloe's own data in a granted folder", Y, "forbidden", _READ.format("own/secret")),
    Case("read a pipe, which would wait for ever", Y, "invalid_argument", _READ.format("fifo"), held_twice=True),
    Case("read the granted folder itself", Y, "invalid_argument|forbidden", "open(folder + '/open').read()",
         held_twice=True),
    Case("a path with a NUL", Y, "invalid_argument|code_failed", "open(folder + '/open/hello\\0').read()",
         held_twice=True),
    Case("a path of the host's working folder", Y, "invalid_argument", "open('../secret').read()", held_twice=True),
    Case("a path that is very long", Y, "invalid_argument|not_granted|not_found", _READ.format("x/' * 50_000 + '"),
         held_twice=True),
    Case("a part of a file from far behind its end", Y, "harmless",
         "import sys\nhost = sys.modules['_felloe.host']\nargs = {'path': folder + '/open/hello', 'length': 1}\n"
         "host.call('files.read', args | {'offset': 2**62})['data']", gives="", held_twice=True),
)  # fmt: skip

_FILE = (
    _BRIDGE
    + "reply = json.loads(bridge(json.dumps({{'op': 'file', 'path': {}, 'offset': 0}})))\nreply['error']['code']"
)
X = Defence.OWN_FILES
OWN = (
    Case("a file of the host as the skill's own", X, "harmless", _FILE.format("folder + '/secret'"), gives="not_found"),
    Case("climb out of the skill", X, "harmless", _FILE.format("'/skill/..' + folder + '/secret'"), gives="not_found"),
    Case("climb by the runner's open", X, "not_found|not_granted|invalid_argument",
         "open('/skill/../' + folder + '/open/hello').read()", held_twice=True),
    Case("another skill's file", X, "code_failed", "open('/skill/other/scripts/skill.py').read()", held_twice=True),
)  # fmt: skip

CASES = (*GATE, *BOUNDARY, *OWN)
