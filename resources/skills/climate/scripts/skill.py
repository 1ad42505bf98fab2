"""What the sensors in the house measured: temperatures in °C, relative humidity in %."""

import csv
import statistics
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

MEASUREMENTS = Path(__file__).parent.parent / "assets" / "measurements.csv"
WARM = 26.0
Sensor = Literal["attic", "cellar"]


@dataclass
class Reading:
    time: datetime
    temperature: float
    humidity: float


def sensors() -> list[dict]:
    """Say which sensors there are, how many readings each has, and from when to when.

    Effects: none
    """
    return [
        {
            "sensor": sensor,
            "readings": len(readings),
            "first": readings[0].time.isoformat(),
            "last": readings[-1].time.isoformat(),
        }
        for sensor, readings in _load().items()
    ]


def summary(sensor: Sensor, hours: int = 24) -> dict:
    """Summarise what a sensor measured in the last hours before its newest reading.

    Args:
        sensor: Which sensor.
        hours: How many hours to look back, from 1 to 168.

    Returns:
        Mean, lowest and highest temperature and humidity, and the hours that were warmer than 26 °C.

    Effects: none
    """
    return {"sensor": sensor, "hours": hours, **_figures(_last(sensor, hours))}


def calibrate(sensor: Sensor, offset: float) -> dict:
    """Correct a sensor by an offset, and say what its last day looked like before and after.

    Args:
        sensor: Which sensor.
        offset: Degrees to add to each temperature, at most 5 either way.

    Effects: effect
    """
    if abs(offset) > 5:
        raise ValueError(f"An offset of {offset} °C means a broken sensor; replace it.")
    before = _last(sensor, 24)
    after = [Reading(one.time, one.temperature + offset, one.humidity) for one in before]
    return {"sensor": sensor, "offset": offset, "before": _figures(before), "after": _figures(after)}


def _load() -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {}
    with MEASUREMENTS.open(newline="") as file:
        for row in csv.DictReader(file):
            time = datetime.fromisoformat(row["time"])
            reading = Reading(time, float(row["temperature_c"]), float(row["humidity_pct"]))
            found.setdefault(row["sensor"], []).append(reading)
    return found


def _last(sensor: str, hours: int) -> list[Reading]:
    if not 1 <= hours <= 168:
        raise ValueError("'hours' must be from 1 to 168.")
    readings = _load()[sensor]
    begin = readings[-1].time - timedelta(hours=hours)
    return [reading for reading in readings if reading.time > begin]


def _figures(readings: list[Reading]) -> dict:
    return {
        "readings": len(readings),
        "from": readings[0].time.isoformat(),
        "to": readings[-1].time.isoformat(),
        "temperature": _spread([reading.temperature for reading in readings]),
        "humidity": _spread([reading.humidity for reading in readings]),
        "hours_above_26": sum(reading.temperature > WARM for reading in readings),
    }


def _spread(values: list[float]) -> dict:
    return {
        "mean": round(statistics.fmean(values), 2),
        "min": round(min(values), 2),
        "max": round(max(values), 2),
    }
