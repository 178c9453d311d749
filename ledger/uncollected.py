"""不查环: Python looks through all objects for circles now and then, and whoever asks meanwhile waits."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nobody looks for circles meanwhile: over millions of objects that is a tenth to a sixth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def settled() -> None:
    """What is there by now stays to the end, and is looked through no more: said by a process that is ready to serve.

    Modules, routes and schemas are some hundred thousand objects; one look at them is 40 to 100 ms of somebody's page.
    """
    gc.collect()
    gc.freeze()
