"""Routes of the node API are made when they are asked for, and each can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from spoke.node.client import NodeClient
from spoke.node.late_route import LateRoute
from spoke.runtime import running
from spoke.settings import node_settings

pytestmark = pytest.mark.anyio


async def test_a_start_makes_no_route_a_question_its_own_and_each_can_be_made(tmp_path: Path) -> None:
    async with running(node_settings(tmp_path)) as node:
        routes = [route for route in node.routes.routes if isinstance(route, LateRoute)]
        assert len(routes) == len(node.routes.routes) > 80
        assert [route.path for route in routes if route.made] == []
        client = NodeClient.of(tmp_path)
        assert client is not None
        async with client:
            await client.status()
            (asked,) = (route for route in routes if route.made)
            made = asked.dependant
            await client.status()
        assert (asked.path, asked.dependant is made) == ("/v1/status", True)
        for route in routes:  # what cannot be a route says so here
            route.make()
            assert route.dependant.call is route.endpoint
