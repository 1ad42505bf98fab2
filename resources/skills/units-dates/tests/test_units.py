from felloe.testing import raises
from skill import convert, units


def _value(quantity, to):
    return convert(quantity, to)["value"]


def test_units_convert_exactly():
    assert _value("5 ft 3 in", "cm") == 160.02
    assert _value("1 mi", "km") == 1.609344
    assert _value("72 km/h", "m/s") == 20
    assert _value("1 kWh", "MJ") == 3.6
    assert _value("1 acre", "m2") == 4046.8564224
    assert _value("1 gal", "L") == 3.785411784
    assert _value("180 deg", "rad") == 3.14159265359


def test_temperatures_have_their_own_zeros():
    assert _value("-40 °F", "°C") == -40
    assert _value("100 celsius", "F") == 212
    assert _value("0 K", "C") == -273.15
    assert _value("37 C", "°F") == 98.6


def test_case_tells_bits_from_bytes_and_nothing_else():
    assert _value("1 MB", "Mb") == 8
    assert _value("1 GiB", "MB") == 1073.741824
    assert _value("1 KM", "M") == 1000
    assert _value("100 Mbps", "MB/s") == 12.5
    with raises(ValueError, "may be"):
        convert("1 mw", "W")


def test_quantities_are_read_as_people_write_them():
    assert _value("1,234.5 m", "m") == 1234.5
    assert _value("1 1/2 cups", "tbsp") == 24
    assert _value("6'2\"", "in") == 74
    assert _value("2 hours and 15 min", "min") == 135
    assert _value("-5 ft 3 in", "in") == -63
    assert _value("3 lb, 4 oz", "oz") == 52
    assert _value("2h30m".replace("m", "min"), "s") == 9000
    assert _value("1e3 m", "km") == 1


def test_results_are_split_into_several_units():
    assert convert("160.02 cm", "ft in")["text"] == "5 ft 3 in"
    assert convert("3661 s", "h min s")["text"] == "1 h 1 min 1 s"
    assert convert("-3661 s", "h min s")["text"] == "-1 h 1 min 1 s"
    assert convert("1.9999999999999999 h", "h min")["text"] == "2 h 0 min"


def test_fuel_is_distance_for_fuel_or_fuel_for_distance():
    assert round(_value("30 mpg", "L/100km"), 3) == 7.84
    assert _value("5 L/100km", "km/L") == 20
    with raises(ValueError, "Zero"):
        convert("0 L/100km", "mpg")


def test_what_does_not_fit_is_said():
    with raises(ValueError, "do not convert"):
        convert("1 kg", "m")
    with raises(ValueError, "not a unit"):
        convert("1 foo", "m")
    with raises(ValueError, "mixes"):
        convert("1 kg 2 m", "m")
    for text in ("", "kg", "1", "one kg", "1/0 m"):
        with raises(ValueError):
            convert(text, "kg")


def test_each_unit_that_is_listed_converts_to_itself():
    for symbols in units().values():
        for symbol in symbols:
            assert convert(f"3 {symbol}", symbol)["value"] == 3, symbol
    assert list(units("data")) == ["data"]
