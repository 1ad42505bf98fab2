"""The main job over real processes: what `felloe demo` tells, piece by piece."""

from __future__ import annotations

import json
import signal

from forked import ForkedStage
from real_processes import World, felloe, refused

LOOP = """
attic = devices.attic.climate
[attic.summary(sensor=each["sensor"], hours=24)["sensor"] for each in attic.sensors()]
"""


def test_code_on_one_device_loops_over_functions_of_another(world: World) -> None:
    done = felloe("felloe", "exec", "--json", "--data", world.data("laptop"), text=LOOP)
    answer = json.loads(done.out)
    assert answer["result"] == ["attic", "cellar"]
    assert [(call["service"], call["verdict"]) for call in answer["run"]["calls"]] == [("call", "allowed")] * 3


def test_the_device_that_ran_a_function_keeps_its_run(world: World) -> None:
    called = felloe("felloe", "call", "attic:climate.sensors", "--json", "--data", world.data("laptop"))
    call_id = json.loads(called.out)["id"]
    runs = json.loads(felloe("felloe", "runs", "--json", "--data", world.data("attic")).out)
    assert [run["title"] for run in runs if run["id"] == call_id] == ["climate.sensors"]


def test_a_call_without_a_device_finds_one_that_offers_the_function(world: World) -> None:
    answer = json.loads(felloe("felloe", "call", "climate.sensors", "--json", "--data", world.data("laptop")).out)
    assert answer["device"] == "attic"


def test_functions_of_all_devices_are_found_from_each(world: World) -> None:
    found = json.loads(felloe("felloe", "skills", "humidity", "--json", "--data", world.data("laptop")).out)
    assert [(each["info"]["function"], each["devices"]) for each in found] == [("summary", ["attic"])]


def test_what_has_effects_is_refused_until_its_owner_allows_it(world: World) -> None:
    call = ("felloe", "call", "attic:climate.calibrate", "sensor=attic", "offset=1", "--data", world.data("laptop"))
    waits = felloe(*call)
    assert (waits.code, waits.out) == (3, "") and "waits for a word of its device's owner" in waits.err
    assert felloe("felloe", "expose", "climate.calibrate", "allow", "--data", world.data("attic")).code == 0
    assert json.loads(felloe(*call).out)["offset"] == 1
    assert felloe("felloe", "expose", "climate.calibrate", "never", "--data", world.data("attic")).code == 0
    assert "not offered" in refused(*call)
    felloe("felloe", "expose", "climate.calibrate", "read", "--data", world.data("attic"))


def test_nothing_is_granted_by_default(world: World) -> None:
    data = ("--data", world.data("laptop"))
    assert "Not granted" in refused("felloe", "exec", *data, text='open("/etc/hostname").read()')
    web = 'import felloe; felloe.http.get("https://api.weather.example/now")'
    assert "Not granted" in refused("felloe", "exec", *data, text=web)


def test_a_granted_file_can_be_read_and_its_neighbour_not(world: World) -> None:
    folder = world.stage.folder / "notes"
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text("hello")
    (world.stage.folder / "b.txt").write_text("secret")
    grant = ("--grant", f"files.read:{folder}", "--data", world.data("laptop"))
    assert json.loads(felloe("felloe", "exec", *grant, text=f'open("{folder}/a.txt").read()').out) == "hello"
    assert "Not granted" in refused("felloe", "exec", *grant, text=f'open("{world.stage.folder}/b.txt").read()')
    assert "Not granted" in refused("felloe", "exec", *grant, text=f'open("{folder}/../b.txt").read()')


def test_a_device_and_a_hub_may_stop_and_come_back() -> None:
    """A chat written meanwhile is whole on both; a device that is off is named, and works again when it is back."""
    with ForkedStage() as stage:
        world = World(stage)
        laptop, attic = ("--data", world.data("laptop")), ("--data", world.data("attic"))
        stage.stop("hub")
        session = felloe("felloe", "sessions", "new", "Offline", *laptop).out.strip()
        for text in ("one", "two"):
            felloe("felloe", "sessions", "write", session, text, *laptop)
        assert "cannot be reached" in refused("felloe", "sync", *laptop)
        status = json.loads(felloe("felloe", "status", "--json", *laptop).out)
        assert (status["hub"], status["sync"]["pending"]) == ("offline", 3)
        world.start_hub(world.port)
        for device in (laptop, attic):
            assert felloe("felloe", "sync", *device).out == "Everything synced.\n"
        shown = [
            json.loads(felloe("felloe", "sessions", "show", session, "--json", *each).out) for each in (laptop, attic)
        ]
        assert [each["text"] for each in shown[1]["messages"]] == ["one", "two"]
        assert shown[0] == shown[1]

        stage.stop("attic", signal.SIGKILL)
        said = refused("felloe", "call", "attic:climate.sensors", "--timeout", "3", *laptop)
        assert "attic" in said and ("offline" in said or "not online" in said)
        world.start_node("attic")
        felloe("felloe", "sync", *attic)
        assert len(json.loads(felloe("felloe", "call", "attic:climate.sensors", *laptop).out)) == 2
