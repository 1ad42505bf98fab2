"""Code in the sandbox does not reach the hub that its node belongs to, whatever was granted."""

from __future__ import annotations

import json

from real_processes import World, felloe


def test_code_on_a_node_does_not_reach_its_own_hub(world: World) -> None:
    for host in (f"127.0.0.1:{world.port}", f"localhost:{world.port}"):
        code = f"from felloe import http; http.get('https://{host}/')"
        grant = f"http:*,private@{host}"
        done = felloe("felloe", "exec", "--grant", grant, "--json", "--data", world.data("laptop"), "-", text=code)
        assert "Felloe's own servers" in json.loads(done.out)["error"]["message"], done
