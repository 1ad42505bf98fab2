"""Running a generator to its end: each value is handed on before the next is made."""

import asyncio
import inspect


def drained(made, give):
    """Call `give` with each value; what the generator returned, which is nothing in most.

    One that neither yields nor returns anything gives an empty list: then nobody has to be told what it was.
    """
    if inspect.isawaitable(made) or hasattr(made, "__anext__"):
        return asyncio.run(_drained(made, give))
    made, count = iter(made), 0
    while True:
        try:
            value = next(made)
        except StopIteration as end:
            return [] if end.value is None and not count else end.value
        count += 1
        give(value)


async def _drained(made, give):
    if inspect.isawaitable(made):
        made = await made
    count = 0
    async for value in made:
        count += 1
        give(value)
    return None if count else []
