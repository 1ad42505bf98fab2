"""Servers of models that are looked for on this machine: at the port that each has where nobody changed it.

Ollama (docs.ollama.com/faq), LM Studio (lmstudio.ai/docs/app/api), llama.cpp (its tools/server/README.md).
"""

from __future__ import annotations

from spoke.models.upstream import Upstream

USUAL = (
    Upstream("ollama", "found", "http://127.0.0.1:11434/v1"),
    Upstream("lmstudio", "found", "http://127.0.0.1:1234/v1"),
    Upstream("llamacpp", "found", "http://127.0.0.1:8080/v1"),
)
