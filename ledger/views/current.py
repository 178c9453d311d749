"""视图 the views that are kept behind the appends. `cases`, kept in the append itself, is not among them."""

from ledger.pool import Pool
from ledger.views.following import Followed, Follower, Progress, catch_up, silent
from ledger.views.states import States
from ledger.views.traces import Traces
from ledger.views.turns import Turns
from ledger.views.words import Words

FOLLOWERS: dict[str, Follower] = {one.name: one for one in (Turns(), Traces(), Words(), States())}
"""by name, in the order they are brought up to date"""


async def current(pool: Pool, *, progress: Progress = silent) -> Followed:
    """Bring every view up to all that is committed: who reads one awaits this first, and is told nothing stale."""
    return await catch_up(pool, FOLLOWERS.values(), progress=progress)
