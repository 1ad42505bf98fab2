"""How long anything may take, in seconds. An outer wait is always longer than the waits inside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Defaults of the product; `validate` holds them in their order."""

    sandbox_stretch: float = 5.0
    """Guest code between two host calls (SANDBOX_EXECUTION)."""

    sandbox_cpu: float = 2.0
    """Guest time of one run, waiting for host calls not counted."""

    local_call: float = 10.0
    """A function on this device, all in all (LOCAL_SKILL_CALL)."""

    script_cpu: float = 20.0
    """Guest time of a script: programs convert whole documents, and somebody waits for them."""

    remote_call: float = 30.0
    """A function on another device, all in all (REMOTE_SKILL_CALL)."""

    exec_wall: float = 60.0
    """`run_code` and `felloe exec`, all in all (UI_RESPONSE)."""

    ask_patience: float = 5.0
    """What a run waits for somebody who is asked, at most half of its time; then it is put aside until they answer."""

    ask: float = 24 * 3600.0
    """Until when somebody who is asked may answer."""

    call_ack: float = 10.0
    """From sending a call to a device until the device says that it has it."""

    call_hop: float = 0.25
    """How much less the callee gets than the hub has, so that its own answer comes before the hub gives up."""

    image_build: float = 300.0
    """Each of the two programs that build the sandbox image; also the wait for another process that builds it."""

    skill_image_build: float = 120.0
    """The same for an image of a skill's own, whose packages are foreign code that might never end."""

    worker_start: float = 30.0
    """From starting a sandbox worker until it is ready; 0.15 s on an idle machine."""

    search: float = 0.1
    """One step of a search in the index of messages; one that would take longer is given as far as it came."""

    face_answer: float = 3.0
    """What one face has to answer."""

    face_ask: float = 8.0
    """The same for all faces that are asked in turn."""

    model_connect: float = 10.0
    """To reach an upstream, names and TLS included."""

    answer_first: float = 330.0
    """Until a model that is asked says anything: one that is not in memory yet may take minutes. Longer than what the
    hub waits, which may ask another upstream then."""

    answer_stall: float = 200.0
    """Of silence in the middle of its answer, after which it is given up."""

    model_look: float = 3.0
    """For the list of an upstream's models."""

    model_look_here: float = 0.75
    """The same on this machine, where nobody may listen."""

    answer: float = 900.0
    """One answer of the assistant, without what the user is waited for, unless the user says otherwise."""

    answer_resume: float = 900.0
    """After how long an answer that a crash cut off is not taken up again: its user has gone on."""

    keep_alive: float = 15.0
    """Of silence, after which who listens to events hears that the node is still there."""

    slow_reader: float = 60.0
    """Without taking anything, after which such a listener is cut."""

    host_skill_start: float = 8.0
    """From starting the process of a host skill until its file is imported."""

    host_skill_stop: float = 1.0
    """What such a process has to end by itself before it is killed."""

    http_request: float = 20.0
    model_first_byte: float = 300.0
    """Until it answers: one that is not asked for a stream says nothing before it is done."""

    model_stall: float = 180.0
    """Between two pieces of its answer: models think for minutes, and not all upstreams show that they do."""

    model_retry: float = 15.0
    """For how long a refused request waits, all in all, before it is tried again."""
    handshake: float = 10.0
    heartbeat: float = 12.0
    suspect: float = 30.0
    offline: float = 45.0
    reconnect_min: float = 1.0
    reconnect_max: float = 15.0
    reconnect_grace: float = 5.0
    """What a device has to be back that was told to connect anew, before others hear that it is gone."""

    lease: float = 60.0
    """How long the hub keeps the streams of a device whose connection was cut."""

    stream_close: float = 10.0
    """What a stream that was ended waits for its reader to have consumed it."""

    access_token: float = 600.0
    """Life of a token that the hub gives a device."""

    signing_key: float = 90 * 24 * 3600.0
    """How long the hub signs with one key before it makes another by itself."""

    node_token: float = 60.0
    """Life of a token that the hub gives for the node of a device."""

    sign_in: float = 30 * 24 * 3600.0
    """From a password to the next, however often its tokens were refreshed in between."""

    one_time_password: float = 3 * 24 * 3600.0
    """Until when a person has chosen another."""

    assertion: float = 60.0
    """Life of what a device signs to get one."""

    pairing_code: float = 600.0
    shutdown: float = 5.0
    folder: float = 15.0
    """What a hub or an agent waits for a command that has its data folder."""

    start: float = 40.0
    """What a command waits for such a process that starts or stops."""

    settle: float = 3.0
    """What a command that wrote something waits for the hub before it ends."""

    compare: float = 600.0
    """Comparing all chats of a device with its hub's, and mending what differs."""

    backup: float = 3_600.0
    """Writing a device's backup, and reading it back."""

    trash: float = 30 * 24 * 3600.0
    """How long a deleted chat can be taken back."""

    def validate(self) -> None:
        if not self.sandbox_cpu < self.sandbox_stretch < self.local_call < self.remote_call < self.exec_wall:
            raise ValueError("sandbox_cpu < sandbox_stretch < local_call < remote_call < exec_wall must hold")
        if not self.sandbox_cpu < self.script_cpu < self.exec_wall:
            raise ValueError("a script computes for longer than a function, and less than it may take in all")
        if not self.call_ack < self.remote_call:
            raise ValueError("a call must outlive its ack")
        if not self.face_answer < self.face_ask < self.local_call:
            raise ValueError("face_answer < face_ask < local_call must hold")
        if not 2 * self.keep_alive <= self.slow_reader:
            raise ValueError("a listener must hear of the node twice before it is cut")
        if not self.host_skill_stop < self.host_skill_start < self.local_call:
            raise ValueError("a host skill must start within a call")
        if not self.model_look_here < self.model_look < self.model_connect < self.answer_stall < self.answer_first:
            raise ValueError("looking for models < model_connect < answer_stall < answer_first must hold")
        if not self.answer_first < self.answer:
            raise ValueError("an answer must outlive the wait for its first word")
        if not self.model_connect < self.model_stall < self.model_first_byte < self.answer_first:
            raise ValueError("a hub must give up an upstream before a device gives up the hub")
        if not self.model_stall < self.answer_stall:
            raise ValueError("a hub must notice a silence before a device does")
        if not self.call_hop < self.call_ack:
            raise ValueError("a hop must be short beside the ack")
        if not 2 * self.heartbeat <= self.suspect < self.offline:
            raise ValueError("two heartbeats must fit before a device is suspect, and suspect comes before offline")
        if not self.offline < self.lease:
            raise ValueError("streams must outlive a silence after which a device is offline")
        if not self.reconnect_min < self.reconnect_max < self.offline:
            raise ValueError("reconnect_min < reconnect_max < offline must hold")


TIMEOUTS = Timeouts()
TIMEOUTS.validate()
