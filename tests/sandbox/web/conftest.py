from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from small_internet import Internet


@pytest.fixture
async def internet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Internet]:
    """Its authority is trusted, as a company's is."""
    found = Internet(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(found.ca.bundle))
    yield found
    await found.close()
