"""What providers document of their wires (`tests/models/wire_cases`), through the hub: the same bytes, and counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import Asking, upstream_of
from chat_wire import cut_at, event
from hub_under_test import StartHub
from scripted_upstream import streamed, whole

pytestmark = pytest.mark.anyio
FILES = sorted((Path(__file__).parents[1] / "models" / "wire_cases").glob("*.json"))
CASES = [(f"{file.stem}: {case['name']}", case) for file in FILES for case in json.loads(file.read_text())["cases"]]
_OF_THE_REQUEST = (400, 404, 422, 429)
"""What says something about the request goes to who made it; the rest is about the hub's key, or the upstream."""


async def test_each_wire_passes_as_it_is_and_is_counted(start_hub: StartHub) -> None:
    async with start_hub(model_retry=0.0) as hub:
        await hub.user()
        asking = Asking(hub, await hub.device("laptop"))
        async with upstream_of(hub) as upstream:
            for name, case in CASES:
                if "stream" in case:
                    pieces = [x.encode() + b"\n\n" if str(x).startswith(":") else event(x) for x in case["stream"]]
                    sent = b"".join(pieces)
                    upstream.script(streamed(*cut_at(tuple(pieces), *range(7, len(sent), 61))))
                    assert await asking.whole_stream() == sent, name
                    status = 200
                else:
                    sent, said = json.dumps(case["body"]).encode(), case.get("status", "200 OK")
                    upstream.script(whole(sent, said))
                    answer = await asking.ask()
                    status = int(said.split()[0])
                    if status == 200 or status in _OF_THE_REQUEST:
                        assert (answer.status_code, answer.content) == (status, sent), name
                    else:
                        assert answer.status_code >= 500 and answer.json()["code"].startswith("model_"), name
                row = (await asking.rows())[0]
                if "usage" in case and status == 200:
                    assert row["estimated"] == (case["usage"] is None), name
                    if case["usage"]:
                        assert [row["prompt_tokens"], row["completion_tokens"]] == case["usage"], name
