"""The same fonts in all pictures, where they are installed: Inter and JetBrains Mono stand for the system's.

Debian has them as fonts-inter and fonts-jetbrains-mono.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_CONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
{aliases}
</fontconfig>"""
_ALIAS = """<match><test name="family"><string>{generic}</string></test>
<edit name="family" mode="prepend" binding="strong"><string>{font}</string></edit></match>"""


def steady_fonts() -> None:
    """Before Qt starts, which asks fontconfig once."""
    pairs = (("sans-serif", "Inter"), ("Sans Serif", "Inter"), ("monospace", "JetBrains Mono"))
    aliases = "\n".join(_ALIAS.format(generic=generic, font=font) for generic, font in pairs)
    file = Path(tempfile.mkdtemp(prefix="felloe-fonts-")) / "fonts.conf"
    file.write_text(_CONFIG.format(aliases=aliases))
    os.environ["FONTCONFIG_FILE"] = str(file)
