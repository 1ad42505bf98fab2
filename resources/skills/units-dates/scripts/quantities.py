"""Units, and conversion between them in exact fractions. Pure.

Factors are those by definition: the international foot, pound and gallon, the thermochemical calorie, standard gravity.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

PI = Fraction(math.pi)
INCH = Fraction("0.0254")
POUND = Fraction("0.45359237")
GALLON, IMPERIAL_GALLON = 231 * INCH**3, Fraction("0.00454609")
GRAVITY = Fraction("9.80665")
YEAR = Fraction("365.2425") * 86400
_DIGITS = 12

# kind: {symbol: (factor, other names)}. The first is the unit that the factors are of.
_TABLE: dict[str, dict[str, tuple[Fraction | int | str, str]]] = {
    "length": {
        "m": (1, "metre|meter"), "km": ("1000", "kilometre|kilometer"), "cm": ("0.01", "centimetre|centimeter"),
        "mm": ("0.001", "millimetre|millimeter"), "dm": ("0.1", "decimetre|decimeter"),
        "µm": ("1e-6", "um|micrometre|micrometer|micron"), "nm": ("1e-9", "nanometre|nanometer"),
        "in": (INCH, "inch|inches|\"|″"), "ft": (12 * INCH, "foot|feet|'|′"), "yd": (36 * INCH, "yard"),
        "mi": (63360 * INCH, "mile"), "nmi": (1852, "nautical mile"), "au": (149597870700, "astronomical unit"),
        "ly": (9460730472580800, "light-year|light year"),
    },
    "area": {
        "m²": (1, "sqm|square metre|square meter"), "km²": ("1e6", "square kilometre|square kilometer"),
        "cm²": ("1e-4", "square centimetre|square centimeter"), "mm²": ("1e-6", "square millimetre|square millimeter"),
        "ha": (10000, "hectare"), "are": (100, ""), "in²": (INCH**2, "sq in|square inch|square inches"),
        "ft²": ((12 * INCH) ** 2, "sq ft|square foot|square feet"), "yd²": ((36 * INCH) ** 2, "sq yd|square yard"),
        "ac": (43560 * (12 * INCH) ** 2, "acre"), "mi²": ((63360 * INCH) ** 2, "sq mi|square mile"),
    },
    "volume": {
        "L": ("0.001", "l|litre|liter"), "mL": ("1e-6", "ml|millilitre|milliliter|cc"), "cL": ("1e-5", "cl|centilitre"),
        "dL": ("1e-4", "dl|decilitre"), "hL": ("0.1", "hl|hectolitre"), "m³": (1, "cubic metre|cubic meter"),
        "cm³": ("1e-6", "cubic centimetre|cubic centimeter"), "in³": (INCH**3, "cu in|cubic inch|cubic inches"),
        "ft³": ((12 * INCH) ** 3, "cu ft|cubic foot|cubic feet"), "gal": (GALLON, "gallon|us gal"),
        "qt": (GALLON / 4, "quart"), "pt": (GALLON / 8, "pint"), "cup": (GALLON / 16, "cups"),
        "fl oz": (GALLON / 128, "fluid ounce|floz"), "tbsp": (GALLON / 256, "tablespoon"),
        "tsp": (GALLON / 768, "teaspoon"), "imp gal": (IMPERIAL_GALLON, "imperial gallon"),
        "imp pt": (IMPERIAL_GALLON / 8, "imperial pint"), "imp fl oz": (IMPERIAL_GALLON / 160, "imperial fluid ounce"),
        "bbl": (42 * GALLON, "barrel"),
    },
    "mass": {
        "kg": (1, "kilogram|kilo"), "g": ("0.001", "gram|gramme"), "mg": ("1e-6", "milligram"),
        "µg": ("1e-9", "ug|microgram"), "dag": ("0.01", "dkg|decagram"), "t": (1000, "tonne|metric ton"),
        "lb": (POUND, "lbs|pound"), "oz": (POUND / 16, "ounce"), "st": (14 * POUND, "stone"),
        "ton": (2000 * POUND, "short ton"), "long ton": (2240 * POUND, ""), "ct": ("0.0002", "carat"),
        "gr": (POUND / 7000, "grain"),
    },
    "time": {
        "s": (1, "sec|second"), "ms": ("0.001", "millisecond"), "µs": ("1e-6", "us|microsecond"),
        "ns": ("1e-9", "nanosecond"), "min": (60, "minute"), "h": (3600, "hr|hrs|hour"), "d": (86400, "day"),
        "week": (604800, "wk"), "month": (YEAR / 12, "mo"), "year": (YEAR, "yr|a"),
    },
    "speed": {
        "m/s": (1, "mps|metre per second|metres per second|meters per second"),
        "km/h": (Fraction(5, 18), "kmh|kph|kilometres per hour|kilometers per hour"),
        "mph": (63360 * INCH / 3600, "mi/h|miles per hour"), "kn": (Fraction(1852, 3600), "kt|knot"),
        "ft/s": (12 * INCH, "fps|feet per second"), "c": (299792458, "speed of light"),
    },
    "temperature": {
        "K": (1, "kelvin|kelvins"), "°C": (1, "C|degC|celsius|degree celsius|degrees celsius"),
        "°F": (Fraction(5, 9), "F|degF|fahrenheit|degree fahrenheit|degrees fahrenheit"),
        "°R": (Fraction(5, 9), "rankine"),
    },
    "data": {
        "B": (8, "byte"), "bit": (1, "b"), "kB": (8 * 10**3, "KB|kilobyte"), "MB": (8 * 10**6, "megabyte"),
        "GB": (8 * 10**9, "gigabyte"), "TB": (8 * 10**12, "terabyte"), "PB": (8 * 10**15, "petabyte"),
        "KiB": (8 * 2**10, "kibibyte"), "MiB": (8 * 2**20, "mebibyte"), "GiB": (8 * 2**30, "gibibyte"),
        "TiB": (8 * 2**40, "tebibyte"), "PiB": (8 * 2**50, "pebibyte"), "kbit": (10**3, "kb|kilobit"),
        "Mbit": (10**6, "Mb|megabit"), "Gbit": (10**9, "Gb|gigabit"), "Tbit": (10**12, "Tb|terabit"),
    },
    "data rate": {
        "bit/s": (1, "bps"), "kbit/s": (10**3, "kbps"), "Mbit/s": (10**6, "Mbps"), "Gbit/s": (10**9, "Gbps"),
        "kB/s": (8 * 10**3, "KB/s"), "MB/s": (8 * 10**6, ""), "GB/s": (8 * 10**9, ""),
        "MiB/s": (8 * 2**20, ""), "GiB/s": (8 * 2**30, ""),
    },
    "energy": {
        "J": (1, "joule"), "kJ": (1000, "kilojoule"), "MJ": (10**6, "megajoule"), "Wh": (3600, "watt hour|watt-hour"),
        "kWh": (3600000, "kilowatt hour|kilowatt-hour"), "MWh": (3600 * 10**6, "megawatt hour"),
        "cal": ("4.184", "calorie"), "kcal": (4184, "kilocalorie"), "BTU": ("1055.05585262", "btu"),
        "eV": ("1.602176634e-19", "electronvolt"),
    },
    "power": {
        "W": (1, "watt"), "kW": (1000, "kilowatt"), "MW": (10**6, "megawatt"), "GW": (10**9, "gigawatt"),
        "mW": ("0.001", "milliwatt"), "hp": (550 * 12 * INCH * POUND * GRAVITY, "horsepower"),
        "PS": (75 * GRAVITY, "metric horsepower"),
    },
    "pressure": {
        "Pa": (1, "pascal"), "hPa": (100, "hectopascal"), "kPa": (1000, "kilopascal"), "MPa": (10**6, "megapascal"),
        "bar": (100000, ""), "mbar": (100, "millibar"), "atm": (101325, "atmosphere"),
        "psi": (POUND * GRAVITY / INCH**2, ""), "mmHg": ("133.322387415", ""), "inHg": ("3386.38864034100", ""),
        "torr": (Fraction(101325, 760), ""),
    },
    "force": {
        "N": (1, "newton"), "kN": (1000, "kilonewton"), "lbf": (POUND * GRAVITY, "pound-force"),
        "kgf": (GRAVITY, "kilogram-force"),
    },
    "angle": {
        "rad": (1, "radian"), "°": (PI / 180, "deg|degree"), "gon": (PI / 200, "grad|gradian"), "turn": (2 * PI, ""),
        "arcmin": (PI / 10800, "arcminute"), "arcsec": (PI / 648000, "arcsecond"),
    },
    "frequency": {
        "Hz": (1, "hertz"), "kHz": (10**3, "kilohertz"), "MHz": (10**6, "megahertz"), "GHz": (10**9, "gigahertz"),
        "rpm": (Fraction(1, 60), ""),
    },
    "fuel": {
        "km/L": (1, "km/l|kmpl"), "mpg": (63360 * INCH / 1000 / (GALLON * 1000), "miles per gallon"),
        "imp mpg": (63360 * INCH / 1000 / (IMPERIAL_GALLON * 1000), ""), "L/100km": (100, "l/100km|L/100 km|l/100 km"),
    },
}  # fmt: skip
_ZERO = {"°C": Fraction("273.15"), "°F": Fraction("459.67") * 5 / 9}
"""What a temperature scale's zero is in kelvin."""
_INVERSE = frozenset({"L/100km"})

_NUMBER = r"[+-]?(?:\d+\s+\d+/\d+|\d+/\d+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)"
_COUNT = re.compile(rf"\s*({_NUMBER})\s*")
_NAME = re.compile(r"([^\d+,;]+?)\s*(?:,|;|and\b)?\s*(?=[+-]?\.?\d|$)")
_EXPONENT = str.maketrans({"2": "²", "3": "³"})


@dataclass(frozen=True, slots=True)
class Unit:
    symbol: str
    kind: str
    factor: Fraction

    def to_base(self, value: Fraction) -> Fraction:
        if self.symbol in _INVERSE:
            return self.factor / _not_zero(value)
        return value * self.factor + _ZERO.get(self.symbol, 0)

    def of_base(self, value: Fraction) -> Fraction:
        if self.symbol in _INVERSE:
            return self.factor / _not_zero(value)
        return (value - _ZERO.get(self.symbol, 0)) / self.factor


def known() -> dict[str, list[str]]:
    """The units' symbols by what they measure."""
    return {kind: list(table) for kind, table in _TABLE.items()}


@cache
def _names() -> tuple[dict[str, Unit], dict[str, list[Unit]]]:
    """Units by each way to write them, and by each in small letters."""
    exact: dict[str, Unit] = {}
    folded: dict[str, list[Unit]] = {}
    for kind, table in _TABLE.items():
        for symbol, (factor, others) in table.items():
            unit = Unit(symbol, kind, Fraction(factor))
            for name in [symbol, *filter(None, others.split("|"))]:
                plural = [name + "s"] if len(name) > 3 and name[-1].isalpha() and name[-1] != "s" else []
                for form in [name, *plural]:
                    exact.setdefault(form, unit)
                    folded.setdefault(form.casefold(), []).append(unit)
    return exact, folded


def unit(text: str) -> Unit:
    """The unit of that name. Case counts only where it tells units apart."""
    name = " ".join(text.replace("μ", "µ").replace("º", "°").replace("^", "").rstrip(".").split())
    exact, folded = _names()
    tries = [name, name[:-1] + name[-1:].translate(_EXPONENT), name.replace("° ", "°")]
    for one in tries:
        if one in exact:
            return exact[one]
    for one in tries:
        found = {each.symbol: each for each in folded.get(one.casefold(), [])}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise ValueError(f"'{text}' may be {' or '.join(found)}. Write one of them.")
    raise ValueError(f"'{text[:50]}' is not a unit that is known. See units().")


def convert(quantity: str, to: str) -> tuple[float | int, str, str]:
    """Value, unit and both in words; of several units the value is in the first."""
    base, kind = _read(quantity)
    wanted = _wanted(to)
    for one in wanted:
        if one.kind != kind:
            raise ValueError(f"{quantity.strip()} is {kind}, and {one.symbol} is {one.kind}: they do not convert.")
    whole = wanted[0].of_base(base)
    if kind != "temperature" and kind != "fuel":
        text = _spelled(base, wanted)
    elif len(wanted) > 1:
        raise ValueError(f"A {kind} is given in one unit.")
    else:
        text = f"{shown(whole)} {wanted[0].symbol}"
    return shown(whole), wanted[0].symbol, text


def _wanted(to: str) -> list[Unit]:
    try:
        return [unit(to)]
    except ValueError:
        parts = [unit(word) for word in re.split(r"[\s,]+", to.strip())]
        if len(parts) < 2 or len({part.kind for part in parts}) > 1:
            raise
        return sorted(parts, key=lambda part: -part.factor)


def _read(quantity: str) -> tuple[Fraction, str]:
    """A quantity in the unit that the factors of its kind are of."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?:\D|$))", "", quantity.replace("−", "-").replace("½", " 1/2").strip())
    parts = list(_parts(text, quantity))
    if not parts:
        raise ValueError("There is no quantity. Write a number and a unit, such as 72 km/h.")
    kinds = {each.kind for _, each in parts}
    if len(kinds) > 1:
        raise ValueError(f"'{quantity[:80]}' mixes {' and '.join(sorted(kinds))}.")
    if len(parts) > 1 and kinds & {"temperature", "fuel"}:
        raise ValueError(f"'{quantity[:80]}' has several parts, which do not add up.")
    sign = -1 if text.startswith("-") and len(parts) > 1 else 1  # -5 ft 3 in is -(5 ft 3 in)
    total = sum(each.to_base(value if number == 0 else sign * value) for number, (value, each) in enumerate(parts))
    return Fraction(total), kinds.pop()


def _parts(text: str, quantity: str) -> Iterator[tuple[Fraction, Unit]]:
    at = 0
    while at < len(text):
        count = _COUNT.match(text, at)
        rest = text[count.end() :] if count else ""
        try:
            name, length = unit(rest), len(rest)  # the whole rest, as "L/100km" has digits of its own
        except ValueError:
            match = _NAME.match(rest)
            if count is None or match is None:
                raise ValueError(f"'{quantity[:80]}' is not a quantity. Write it as 72 km/h.") from None
            name, length = unit(match[1]), match.end()
        assert count is not None
        yield _fraction(count[1]), name
        at = count.end() + length


def _fraction(text: str) -> Fraction:
    sign = -1 if text.startswith("-") else 1
    try:
        return sign * sum(Fraction(part) for part in text.lstrip("+-").split())
    except ZeroDivisionError:
        raise ValueError(f"'{text}' divides by zero.") from None


def _spelled(base: Fraction, wanted: list[Unit]) -> str:
    """As `5 ft 3 in`: all but the last are whole."""
    sign, left = ("-" if base < 0 else ""), abs(base)
    last = wanted[-1]
    left = _tidied(left / last.factor) * last.factor if len(wanted) > 1 else left
    told = []
    for one in wanted[:-1]:
        count = int(left / one.factor)
        left -= count * one.factor
        told.append(f"{count} {one.symbol}")
    told.append(f"{shown(left / last.factor)} {last.symbol}")
    return sign + " ".join(told)


def _tidied(value: Fraction) -> Fraction:
    """To the digits that are shown, so that 59.9999999999999 s becomes a minute before it is split."""
    return Fraction(f"{float(value):.{_DIGITS}g}")


def shown(value: Fraction) -> float | int:
    """To 12 digits, whole numbers as such."""
    try:
        number = float(f"{float(value):.{_DIGITS}g}")
    except OverflowError:
        raise ValueError("The result is too large for a number.") from None
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _not_zero(value: Fraction) -> Fraction:
    if not value:
        raise ValueError("Zero does not convert between distance for fuel and fuel for distance.")
    return value
