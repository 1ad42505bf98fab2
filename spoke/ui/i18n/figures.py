"""Figures as people read them. Times: today by the clock, this week by the day, then by the date."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLocale

from spoke.ui.i18n.translate import tr


def local(ms: int) -> datetime:
    """A moment in milliseconds since 1970, in this machine's time zone."""
    return datetime.fromtimestamp(ms / 1000).astimezone()


def short_time(ms: int, now: datetime) -> str:
    """`14:31`, `Thu`, `3 Nov`, or `3 Nov 2023`."""
    moment = local(ms)
    days = (now.date() - moment.date()).days
    if days <= 0:
        return _clock(moment)
    if days < 7:
        return _day(moment)
    date = f"{moment.day} {_month(moment)}"
    return date if moment.year == now.year else f"{date} {moment.year}"


def past(ms: int, now: datetime) -> str:
    """`14:31`, `Thu 14:31`, `3 Nov 14:31`, or `3 Nov 2023 14:31`."""
    moment = local(ms)
    return _clock(moment) if moment.date() == now.date() else f"{short_time(ms, now)} {_clock(moment)}"


def _clock(moment: datetime) -> str:
    """Without `strftime`, which imports a module with each call: a third of what a list of chats takes."""
    return f"{moment.hour:02}:{moment.minute:02}"


def section(ms: int, now: datetime) -> str:
    """The head under which a list shows this moment."""
    days = (now.date() - local(ms).date()).days
    if days <= 0:
        return tr("Today")
    if days == 1:
        return tr("Yesterday")
    return tr("Last 7 days") if days < 7 else tr("Earlier")


def present() -> datetime:
    return datetime.now().astimezone()


def figure(value: float, places: int = 0) -> str:
    """`12,400` and `0.8` in English, `12.400` and `0,8` in German."""
    return QLocale().toString(float(value), "f", places)


def took(ms: float) -> str:
    """`0.8 ms`, `41 ms`, `12.4 s`."""
    if ms >= 10_000:
        return tr("{n} s", n=figure(ms / 1000, 1))
    return tr("{n} ms", n=figure(ms, 0 if ms >= 10 else 1))


def megabytes(count: int) -> str:
    """`38 MB`, of 1024 x 1024 bytes, as memory is limited in."""
    return tr("{n} MB", n=f"{count / 2**20:.0f}")


def _day(moment: datetime) -> str:
    return QLocale().dayName(moment.isoweekday(), QLocale.FormatType.ShortFormat)


def _month(moment: datetime) -> str:
    return QLocale().monthName(moment.month, QLocale.FormatType.ShortFormat)


def size_text(size: int) -> str:
    """`240 KB`"""
    if size < 1_000:
        return tr("{n} B", n=size)
    if size < 1_000_000:
        return tr("{n} KB", n=round(size / 1_000))
    return tr("{n} MB", n=figure(size / 1_000_000, 1))
