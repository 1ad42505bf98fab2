"""`felloe.testing`: what a skill's own tests can do besides `assert`.

    from felloe.testing import calls, fake, raises

    fake("http", {"status": 200, "text": "hello"})      each call of this service is answered so
    fake("http", lambda args: {"text": args["url"]})    … by what the function makes of its arguments
    fake("http", NotGranted("No."))                     … by this error
    calls("http")                                       the arguments of each call of it, in order
    with raises(ValueError, "too long"): …              must raise that, with these words

The answer of `http` may be written as status, headers (a dict), and text, json or content (bytes).
A fake answers only what the skill's SKILL.md asks for; the gatekeeper refuses the rest, as it would later.
"""

import base64
import contextlib
import copy
import json

from _felloe import host, loop

_fakes = {}
_made = []


def fake(service, answer):
    """Answer the calls of a host service by a value, a function of its arguments, or an exception."""
    _fakes[service] = answer


def calls(service):
    """The arguments of each call of a host service so far, faked or not."""
    return [dict(args) for name, args in _made if name == service]


@contextlib.contextmanager
def raises(kind, words=""):
    """The block must raise `kind`, and say `words`."""
    try:
        yield
    except kind as error:
        assert words in str(error), f"{type(error).__name__} says {str(error)!r}, not {words!r}"
    else:
        names = [each.__name__ for each in (kind if isinstance(kind, tuple) else (kind,))]
        raise AssertionError(f"{' or '.join(names)} was not raised")


def begin():
    """From now on fakes answer where there is one. Called once, in the guest of one test."""
    real, real_later = host.call, loop.HostLoop.host_call

    def call(service, args):
        _made.append((service, args))
        return _answer(real, service, args) if service in _fakes else real(service, args)

    def host_call(self, service, args):
        _made.append((service, args))
        if service not in _fakes:
            return real_later(self, service, args)
        future = self.create_future()
        try:
            future.set_result(_answer(real, service, args))
        except Exception as error:
            future.set_exception(error)
        return future

    host.call, loop.HostLoop.host_call = call, host_call


def _answer(real, service, args):
    real(f"fake.{service}", args)  # the host checks arguments and leave, and does nothing
    answer = _fakes[service]
    if callable(answer) and not isinstance(answer, BaseException):
        answer = answer(args)
    if isinstance(answer, BaseException):
        raise answer
    return _from_a_server(args, answer) if service == "http" else copy.deepcopy(answer)


def _from_a_server(args, answer):
    """As the host hands it over: all in one part, in base64."""
    content = answer.get("content", answer.get("text", ""))
    if "json" in answer:
        content = json.dumps(answer["json"])
    data = content.encode() if isinstance(content, str) else content
    headers = [[name, value] for name, value in answer.get("headers", {}).items()]
    whole = {"status": 200, "url": args["url"], "data": base64.b64encode(data).decode(), "size": len(data)}
    return {**whole, **{name: part for name, part in answer.items() if name != "content"}, "headers": headers}
