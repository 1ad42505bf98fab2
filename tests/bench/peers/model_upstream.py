"""An upstream for benches, as quick as asyncio is: streams of 200 words, or of a megabyte where the model is "large".

Prints its port. It reads of a request what it needs: its length, and which of the two is asked.
"""

import asyncio
import json


def event(words, **more):
    head = {"id": "chatcmpl-bench", "object": "chat.completion.chunk", "created": 1, "model": "words"}
    choices = [{"index": 0, "delta": {"content": words}, "finish_reason": None}] if words else []
    return b"data: " + json.dumps({**head, "choices": choices, **more}).encode() + b"\n\n"


def stream(words, count):
    usage = {"prompt_tokens": 7, "completion_tokens": count, "total_tokens": 7 + count}
    return [*(event(f"{words}{n} ") for n in range(count)), event("", usage=usage), b"data: [DONE]\n\n"]


def framed(events, together):
    """HTTP chunks of one event each, sent as so many at a time."""
    chunks = [b"%x\r\n%b\r\n" % (len(one), one) for one in events]
    return [b"".join(chunks[at : at + together]) for at in range(0, len(chunks), together)]


STREAMS = {b'"words"': framed(stream("word", 200), 20), b'"large"': framed(stream("word" * 200, 1000), 20)}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


async def serve(reader, writer):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            body = await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
            writer.write(HEAD)
            for part in STREAMS[b'"large"' if b'"large"' in body else b'"words"']:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0)
            writer.write(b"0\r\n\r\n")
    except (ConnectionError, asyncio.IncompleteReadError):
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
