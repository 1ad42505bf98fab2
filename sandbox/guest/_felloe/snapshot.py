"""The last thing before the snapshot is taken: a heap of which a run touches as few pages as can be.

A guest's memory is the snapshot's file, mapped copy on write. Each page that it writes to is first copied for it, which
costs more than most of what runs do; so what runs write to must lie together.
"""

import gc

_WARM_RUNS = 30
_ABOVE_ANY_HOLE = 4 << 20
_fill = []


def settle(run_once):
    """Leave the heap in order. `run_once` is a run of the usual kind."""
    for _ in range(_WARM_RUNS):  # the interpreter has then specialised our code, and made what it makes on first use
        run_once()
    gc.collect()
    _fill_holes()
    gc.freeze()


def _fill_holes():
    """Take every free block between those in use: what a run allocates then comes from one place, above all of them."""
    top = id(bytes(_ABOVE_ANY_HOLE))  # CPython's ids are addresses
    size = 1 << 20
    while size > 1:  # the allocator fits best, so the large holes go first
        while id(block := bytes(size)) < top:
            _fill.append(block)
        size = size * 7 // 8 if size > 256 else size - 8
    while id(block := object()) < top:
        _fill.append(block)
