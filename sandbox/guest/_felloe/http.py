"""Requests to granted hosts, made by the host's `http` service; and `urllib.request` over the same way.

http.get("https://api.example.org/now", params={"city": "Graz"}).json()
http.post(url, json={"a": 1}, headers={"Authorization": http.secret("example", "Bearer {}")})
await http.aio.get(url)                             the same without blocking: gather runs them side by side
"""

import asyncio
import base64
import collections.abc
import email.message
import http
import http.client
import io
import json as json_module
import sys
import urllib.error
import urllib.parse
import urllib.request
import urllib.response

from _felloe import host

_LONGEST_S = 60.0
_SENT_BY_THE_HOST = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding"})
_NOT_HERE = frozenset({"aiohttp", "httpx", "requests", "urllib3"})


class StatusError(Exception):
    """A server's answer says that it failed; `response` is that answer."""

    def __init__(self, response):
        super().__init__(f"{response.url} answered {response.status} {response.reason}".rstrip())
        self.response = response


class Headers(collections.abc.Mapping):
    """By name, in whatever case; several of one name are joined by a comma."""

    def __init__(self, pairs):
        self.pairs = [tuple(pair) for pair in pairs]

    def get_all(self, name):
        return [value for key, value in self.pairs if key.lower() == name.lower()]

    def __getitem__(self, name):
        found = self.get_all(name)
        if not found:
            raise KeyError(name)
        return ", ".join(found)

    def __iter__(self):
        return iter(dict.fromkeys(key.lower() for key, _ in self.pairs))

    def __len__(self):
        return sum(1 for _ in self)

    def __repr__(self):
        return f"Headers({self.pairs})"


class Response:
    """A server's answer. `url` is where it came from in the end."""

    def __init__(self, reply, content):
        self.status = self.status_code = reply["status"]
        self.headers = Headers(reply["headers"])
        self.url = reply["url"]
        self.content = content

    @property
    def ok(self):
        return self.status < 400

    @property
    def reason(self):
        return http.HTTPStatus(self.status).phrase if self.status in http.HTTPStatus else ""

    @property
    def text(self):
        """As the server says that it is encoded; UTF-8 where it says nothing."""
        message = email.message.Message()
        message["Content-Type"] = self.headers.get("content-type", "")
        try:
            return self.content.decode(message.get_content_charset("utf-8"), "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    def json(self, **options):
        return json_module.loads(self.content, **options)

    def raise_for_status(self):
        if not self.ok:
            raise StatusError(self)
        return self

    def __repr__(self):
        return f"<Response {self.status}>"


def secret(name, form="{}"):
    """The value of a header that holds a secret: the host puts it in, and code never sees it."""
    return {"secret": name, "form": form}


def _asked(
    method, url, *, headers=None, params=None, json=None, data=None, content=None, timeout=None, redirects=True,
    max_bytes=None,
):  # fmt: skip
    """The host call's arguments."""
    pairs = [[name, value] for name, value in (headers or {}).items()]
    kind = None
    if json is not None:
        content, kind = json_module.dumps(json), "application/json"
    elif isinstance(data, (collections.abc.Mapping, list, tuple)):
        content, kind = urllib.parse.urlencode(data, doseq=True), "application/x-www-form-urlencoded"
    elif data is not None:
        content = data
    if kind and not any(name.lower() == "content-type" for name, _ in pairs):
        pairs.append(["Content-Type", kind])
    if params:
        url, hash_, fragment = url.partition("#")
        url += ("&" if "?" in url else "?") + urllib.parse.urlencode(params, doseq=True) + hash_ + fragment
    request = {"method": method.upper(), "url": url, "headers": pairs, "redirects": redirects}
    if isinstance(content, str):
        request["text"] = content
    elif content is not None:
        request["data"] = base64.b64encode(content).decode()
    if timeout is not None:
        request["timeout"] = timeout
    if max_bytes is not None:
        request["max_bytes"] = max_bytes
    return request


def _rest(reply, content):
    return {"number": reply["number"], "offset": len(content)}


def request(method, url, **options):
    """The server's answer. Options: headers, params, json, data, content, timeout (seconds), redirects, max_bytes."""
    reply = host.call("http", _asked(method, url, **options))
    content = base64.b64decode(reply["data"])
    while len(content) < reply["size"]:
        content += base64.b64decode(host.call("http.body", _rest(reply, content))["data"])
    return Response(reply, content)


async def _request(method, url, **options):
    call = asyncio.get_running_loop().host_call
    reply = await call("http", _asked(method, url, **options))
    content = base64.b64decode(reply["data"])
    while len(content) < reply["size"]:
        content += base64.b64decode((await call("http.body", _rest(reply, content)))["data"])
    return Response(reply, content)


class _Aio:
    """The same functions, to be awaited."""

    request = staticmethod(_request)


def _of(method, ask):
    def verb(url, **options):
        return ask(method, url, **options)

    verb.__name__ = method.lower()
    return verb


aio = _Aio()
for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
    globals()[_method.lower()] = _of(_method, request)
    setattr(_Aio, _method.lower(), staticmethod(_of(_method, _request)))


class HTTPHandler(urllib.request.AbstractHTTPHandler):
    """Where urllib would open a socket."""

    http_request = https_request = urllib.request.AbstractHTTPHandler.do_request_

    def http_open(self, asked):
        headers = {name: value for name, value in asked.header_items() if name.lower() not in _SENT_BY_THE_HOST}
        timeout = asked.timeout if isinstance(asked.timeout, (int, float)) else None
        try:
            answer = request(
                asked.get_method(),
                asked.full_url,
                headers=headers,
                content=_whole(asked.data),
                timeout=timeout and min(timeout, _LONGEST_S),
                redirects=self._plain_redirects(),
            )
        except host.NotGranted:
            raise
        except host.HostError as error:
            raise urllib.error.URLError(error.message) from error
        return _as_urllib(answer)

    https_open = http_open

    def _plain_redirects(self):
        """Whether the host may follow them: a program with a handler of its own wants to see them."""
        kinds = {type(handler) for handler in self.parent.handlers}
        return urllib.request.HTTPRedirectHandler in kinds


def _whole(data):
    if data is None or isinstance(data, (bytes, bytearray, memoryview)):
        return data
    return data.read() if hasattr(data, "read") else b"".join(data)


def _as_urllib(answer):
    message = http.client.HTTPMessage()
    for name, value in answer.headers.pairs:
        message[name] = value
    found = urllib.response.addinfourl(io.BytesIO(answer.content), message, answer.url, answer.status)
    found.msg = found.reason = answer.reason
    return found


class _SayWhatInstead:
    """The last to be asked for a module. A skill may have brought one of that name."""

    def find_spec(self, name, path=None, target=None):
        if name not in _NOT_HERE:
            return None
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            if spec := finder.find_spec(name, path, target):
                return spec
        raise ModuleNotFoundError(
            f"No module named {name!r} in the sandbox. Use `from felloe import http`, or urllib.request.", name=name
        )


def install():
    urllib.request.HTTPHandler = urllib.request.HTTPSHandler = HTTPHandler
    http.client.HTTPSConnection = getattr(http.client, "HTTPSConnection", http.client.HTTPConnection)
    sys.meta_path.append(_SayWhatInstead())
