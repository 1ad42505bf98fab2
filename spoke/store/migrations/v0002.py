"""Made by `make revision`; what stands under "By hand" is kept."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    rows()


# By hand:
def rows() -> None:
    """Nothing."""
