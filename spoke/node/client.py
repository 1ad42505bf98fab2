"""The node API as a face sees it. Every method raises the `FelloeError` that the node answered with."""

from __future__ import annotations

from spoke.node.requests.answers import AnswerRequests
from spoke.node.requests.approvals import ApprovalRequests
from spoke.node.requests.calls import CallRequests
from spoke.node.requests.device import DeviceRequests
from spoke.node.requests.faces import FaceRequests
from spoke.node.requests.limits import LimitRequests
from spoke.node.requests.models import ModelRequests
from spoke.node.requests.sessions import SessionRequests
from spoke.node.requests.skills import SkillRequests


class NodeClient(
    DeviceRequests,
    SkillRequests,
    CallRequests,
    ApprovalRequests,
    SessionRequests,
    AnswerRequests,
    ModelRequests,
    LimitRequests,
    FaceRequests,
):
    """Use it in an `async with`. Cancelling any method is safe; what the node was asked to do may still happen."""
