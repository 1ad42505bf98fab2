"""Sizes and counts that bound everything. Bytes unless a name says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, repr=False, eq=False)  # what is not made costs no process the start of it
class Limits:
    """Defaults of the product; `validate` says what must hold between them."""

    control_frame: int = 16 * KIB
    """One channel message. A larger one would hold up a slow uplink for everybody behind it."""

    stream_window: int = 64 * KIB
    """What of a stream may be on its way at first: sent, and not consumed by its reader."""

    stream_window_max: int = 1 * MIB
    """The same for a reader that keeps up and a sender that is held up by the window."""

    stream_growth: int = 8 * MIB
    """By how much all windows of one connection may have grown together."""

    outbox_bytes: int = 1 * MIB
    """Control messages that wait for one connection: a device that reads so slowly is cut off."""

    streams: int = 1_000
    """Streams that each side of a connection may have opened at the same time."""

    http_body: int = 4 * MIB
    """A request body of the hub's or the node's API."""

    open_body: int = 64 * KIB
    """The same from somebody who is not known yet, at the routes by which one gets in."""

    sandbox_message: int = 1 * MIB
    """One line between guest and host, either way; also the arguments and the result of a run."""

    sandbox_output: int = 64 * KIB
    """Characters of stdout and stderr that a run keeps."""

    sandbox_memory: int = 128 * MIB
    sandbox_calls: int = 1_000
    """Host calls of one run."""

    sandbox_submitted: int = 32
    """Submitted host calls of one run that are served at a time, or have a long answer that is not fetched yet."""

    sandbox_queued: int = 16 * MIB
    """Arguments of those of a run that wait for their turn."""

    sandbox_readings: int = 20_000
    """Of its clocks by a run that is to be continued later; one that read them more often cannot be."""

    sandbox_journal: int = 8 * MIB
    """Arguments and answers of host calls that are kept for the same end."""

    script_calls: int = 5_000
    """Host calls of a script: each file that it writes is two or three."""

    script_stdin: int = 512 * KIB
    """Standard input of a script."""

    sandbox_yields: int = 10_000
    """Values that a generator function may yield in one run."""

    sandbox_yielded: int = 64 * MIB
    """Of all these together, as JSON; one of them fits a message."""

    sandbox_workers: int = 2
    sandbox_workers_max: int = 8
    error_message: int = 4_000
    """Characters of what another device says went wrong: the rest is cut off."""

    error_details: int = 12_000
    """Characters of the JSON that comes with it: more is left out as a whole."""

    call_depth: int = 4
    """How deep a chain of calls may go, over all devices."""

    calls_in_flight: int = 256
    """Calls that one device may wait for, or work on, at the same time."""

    calls_of_user: int = 2_048
    """Calls of one user that are on their way, over all devices and requests, commands included."""

    commands: int = 1_000
    """Calls that wait for their device, or for a person there, of one device or user that asked for them."""

    calls_kept: int = 10_000
    """Of one user that the hub lists, the ended ones included."""

    asks: int = 200
    asks_of_work: int = 20
    """Questions that wait for the user of a device: all, and those of one run."""
    asks_afar: int = 20
    """Of another device that are seen on this one, the oldest; more come when these are answered."""

    skill_files: int = 2_000
    skill_bytes: int = 32 * MIB
    skill_versions: int = 10
    """Of one skill that a device keeps: the active one and those before it."""

    skill_file_part: int = 256 * KIB
    """Of a skill's file, in one answer of the node."""

    functions: int = 2_000
    """That one device offers."""

    schema_bytes: int = 16 * KIB
    schema_depth: int = 8

    store_key: int = 256
    """Characters of a key in a skill's store."""

    store_value: int = 256 * KIB
    """One value in a skill's store, as JSON."""

    store_entries: int = 10_000
    store_bytes: int = 16 * MIB
    """All that one skill keeps, keys included."""

    notification_title: int = 100
    notification_text: int = 1_000
    """Characters of a notification that are shown."""

    notifications: int = 10
    """That one skill may show in a minute."""

    clipboard_text: int = 256 * KIB
    """Characters."""

    faces: int = 16
    """Attached to one node."""

    face_requests: int = 32
    """That one face has not answered yet."""

    events: int = 1_000
    """Things whose last change a node remembers, for faces that come back or are slow."""

    listeners: int = 64
    """That hear the events of one node."""

    log_lines: int = 20_000
    """Of a node's log that are looked through."""

    node_path: int = 1_000
    node_header: int = 200
    """Characters of the path, the query and one header of a request to the node of another device."""

    node_body: int = 64 * KIB
    """Of such a request. Its answer may have `http_body`, events go on for as long as somebody listens."""

    node_requests: int = 32
    """Of other devices, that one node answers at the same time."""

    node_relays: int = 64
    """Such requests of one user, that the hub passes on at the same time."""

    model_text: int = 512 * KIB
    """Characters of a prompt, all its messages together."""

    completion: int = 8 * MIB
    """Characters of one answer of a model, all its fields together."""

    completion_calls: int = 64
    """Of tools, that one answer of a model asks for."""

    completion_event: int = 8 * MIB
    """One event of it: a picture comes in one piece."""

    model_request: int = 16 * MIB
    """What a program asks a model of the hub for, images included, as JSON."""

    model_held: int = 128 * MIB
    """Of one user's requests together, while they arrive and are answered."""

    model_answer: int = 64 * MIB
    """Of an upstream to one request."""

    model_requests: int = 64
    """Of one user that the hub passes on at the same time."""

    host_skill_file: int = 1 * MIB

    message_text: int = 1 * MIB
    """Text of one chat message, as JSON."""

    message_parts: int = 256 * KIB
    """What a message holds beside its text, as JSON."""

    message_depth: int = 64
    """Of objects and lists within one another in it: some parsers refuse more than 127."""

    attachment: int = 256 * MIB
    attachment_name: int = 255
    """Characters."""

    attachment_chunk: int = 512 * KIB
    """Sent in one request."""

    attachment_eager: int = 256 * KIB
    """Smaller ones are fetched with the message, larger ones when somebody wants them."""

    attachments_of_user: int = 16 * 1024 * MIB
    """On the hub."""

    attachments_asked: int = 1_000
    """Named in one request."""

    instructions: int = 20_000
    """Characters of what a user tells the assistant to do always, or in one chat."""

    answer_steps: int = 25
    answer_steps_max: int = 500
    """How often a model is asked for one answer, unless the user says otherwise, and at most."""

    answer_tokens: int = 500_000
    """Prompts and completions of one answer together, unless the user says otherwise."""

    answer_text: int = 250_000
    """Characters of one answer, which fit `message_text` whatever they are; a model that goes on is cut off."""

    answer_thought: int = 16 * KIB
    """Characters of what a model thought in one step that are kept."""

    answers: int = 8
    """That are written at the same time."""

    answer_events: int = 2_000
    """Of one answer that are kept for faces that come back or are slow."""

    tools: int = 15
    """Functions in reach up to which each is a tool of the model's own; above them it searches."""

    tools_most: int = 100
    """The same where the user wants each to be a tool: providers take 128 in all."""

    tool_calls: int = 16
    """In one step of an answer."""

    tool_result: int = 16 * KIB
    """Characters of a tool's result that a model is told."""

    tool_arguments: int = 64 * KIB
    """Characters of the arguments of one call by a model."""

    attached_text: int = 1 * MIB
    """Characters of an attached text file that a model is shown, if it can read twice as much."""

    attached_images: int = 8 * MIB
    """All images of one question together, as they are sent to a model."""

    op_bytes: int = 1536 * KIB
    """One op of the sync log as JSON: a message, and what its provider wants back."""

    title_chars: int = 500
    folder_chars: int = 200
    tag_chars: int = 64
    session_tags: int = 50
    """Tags that a face may give one session."""

    restored: int = 100
    """Tombstones that one restore names."""

    push_ops: int = 500
    page_bytes: int = 1 * MIB
    """Ops in one push, and bytes in one page of a pull."""

    def validate(self) -> None:
        if self.control_frame >= self.sandbox_message:
            raise ValueError("a channel frame must be smaller than a sandbox message")
        if not 4 * self.control_frame <= self.stream_window <= self.stream_window_max:
            raise ValueError("a quarter of a stream's window must hold a frame")
        if 2 * self.script_stdin > self.sandbox_message:
            raise ValueError("a script's standard input must fit a message, in base64 and beside its arguments")
        if self.op_bytes <= self.message_text:
            raise ValueError("an op must hold a message")
        if self.http_body < 2 * self.op_bytes or self.http_body < 2 * self.page_bytes:
            raise ValueError("a request body must hold a page with its envelope")
        if self.sandbox_yielded < self.sandbox_message:
            raise ValueError("all yields together must hold at least one")
        if self.http_body < 2 * self.attachment_chunk:
            raise ValueError("a request body must hold a chunk of an attachment")
        if self.sandbox_workers > self.sandbox_workers_max:
            raise ValueError("more workers at rest than at most")
        if self.store_value >= self.sandbox_message or self.store_bytes < self.store_value:
            raise ValueError("a stored value must fit a message, and a store must hold one")
        if 2 * self.clipboard_text > self.sandbox_message:
            raise ValueError("what is on the clipboard must fit a message")
        if self.call_depth > self.sandbox_workers_max:
            raise ValueError("a chain of calls must find a worker for each of its runs")


LIMITS = Limits()
LIMITS.validate()
