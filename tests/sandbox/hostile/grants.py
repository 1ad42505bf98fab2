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
    Case("write a file that may only be read", K, "not_granted", "open(folder + '/open/hello', 'w').write('x')"),
    Case("make a file beside what was granted", K, "not_granted", "open(folder + '/written', 'w').write('x')"),
    Case("make a folder whose name only begins alike", K, "not_granted", "import os\nos.mkdir(folder + '/desk.more')"),
    Case("move a file to where nothing was granted", K, "not_granted",
         "import os\nopen(folder + '/desk/mine', 'w').close()\nos.rename(folder + '/desk/mine', folder + '/gone')"),
    Case("take a file from where nothing was granted", K, "not_granted",
         "import os\nos.rename(folder + '/opened/bait', folder + '/desk/taken')"),
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

_STEP = "import sys\nhost = sys.modules['_felloe.host']\nhost.call('files.{}', {{'path': folder + {!r}{}}})"


def _step(service: str, path: str, more: str = "") -> str:
    """A step as the guest's file system would ask for it, without its care for what a path means."""
    return _STEP.format(service, path, f", {more}" if more else "")


_CREATE = "'create': True, 'truncate': True"
Y = Defence.GRANT_BOUNDARY
BOUNDARY = (
    Case("climb out of the granted folder", Y, "invalid_argument", _step("read", "/open/../secret")),
    Case("climb out from further down", Y, "invalid_argument", _step("read", "/open/own/../../secret")),
    Case("follow a link out", Y, "forbidden", "open(folder + '/open/link').read()"),
    Case("follow a folder's link out", Y, "forbidden", "open(folder + '/open/up/secret').read()"),
    Case("list what a link leads to", Y, "forbidden", "import os\nos.listdir(folder + '/open/up')"),
    Case("read Felloe's own data in a granted folder", Y, "forbidden", "open(folder + '/open/own/secret').read()"),
    Case("list Felloe's own data", Y, "forbidden", "import os\nos.listdir(folder + '/open/own')"),
    Case("make a file past the granted folder", Y, "invalid_argument", _step("open", "/desk/../made", _CREATE)),
    Case("make a file through a link", Y, "forbidden", "open(folder + '/desk/up/made2', 'w').write('x')"),
    Case("make a folder through a link", Y, "forbidden", "import os\nos.mkdir(folder + '/desk/up/made3')"),
    Case("write over what a link leads to", Y, "forbidden", "open(folder + '/desk/link', 'r+').write('x')"),
    Case("move a file out through a link", Y, "forbidden",
         "import os\nopen(folder + '/desk/m', 'w').close()\nos.rename(folder + '/desk/m', folder + '/desk/up/m')"),
    Case("move a file in through a link", Y, "forbidden",
         "import os\nos.rename(folder + '/desk/up/bait', folder + '/desk/caught')"),
    Case("make a file in Felloe's own data", Y, "forbidden", "open(folder + '/desk/own/made', 'w').close()"),
    Case("move Felloe's own data away", Y, "forbidden",
         "import os\nos.rename(folder + '/desk/own', folder + '/desk/theirs')"),
    Case("move the folder that holds Felloe's own data", Y, "forbidden",
         "import os\nos.rename(folder + '/desk/above', folder + '/desk/beside')"),
    Case("read a pipe, which would wait for ever", Y, "invalid_argument", "open(folder + '/open/fifo').read()",
         held_twice=True),
    Case("write to a pipe", Y, "invalid_argument", "open(folder + '/desk/fifo', 'w').write('x')", held_twice=True),
    Case("read the granted folder itself", Y, "invalid_argument", "open(folder + '/open').read()", held_twice=True),
    Case("a path with a NUL", Y, "invalid_argument", _step("read", "/open/hello\0"), held_twice=True),
    Case("a path of the host's working folder", Y, "invalid_argument",
         _step("read", "").replace("folder + ''", "'../secret'"), held_twice=True),
    Case("a path that is very long", Y, "invalid_argument", _step("read", "/open/" + "x/" * 50_000), held_twice=True),
    Case("a file that would fill the disk", Y, "invalid_argument",
         _step("truncate", "/desk/note", f"'size': {2**40}"), held_twice=True),
    Case("a part of a file from far behind its end", Y, "harmless",
         _step("read", "/open/hello", "'length': 1, 'offset': 2**62") + "['data']", gives="", held_twice=True),
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
         "open('/skill/../' + folder + '/secret').read()", held_twice=True),
    Case("another skill's file", X, "code_failed", "open('/skill/other/scripts/skill.py').read()", held_twice=True),
)  # fmt: skip

CASES = (*GATE, *BOUNDARY, *OWN)
