"""P1: the full life / the same with empty local activities / the bare workflow. P9's history is read off the same lives."""

from bench.cost import Sample, costs
from bench.figures import Figure, Spread, Target, ratios
from bench.ground import Ground
from bench.life import Lapses, live_all
from bench.plan import Plan, Progress
from bench.variants import BARE, EMPTY, FULL, Variants, variants
from workflows.contracts import HAZARD_SUPERVISION, workflow_id

KINDS = ((FULL, HAZARD_SUPERVISION), (EMPTY, HAZARD_SUPERVISION), (BARE, "BareLife"))


async def measure(ground: Ground, plan: Plan, progress: Progress) -> list[Figure]:
    """Each round lives every variant, one after the other and the next time the other way round."""
    samples: dict[str, list[Sample]] = {queue: [] for queue, _ in KINDS}
    async with variants(ground) as made:
        for round_ in range(-1, plan.short_rounds):  # the first round warms everything up and counts for nothing
            for queue, workflow in KINDS if round_ % 2 else reversed(KINDS):
                sample = await _round(ground, made, queue, workflow, plan.lives if round_ >= 0 else 16)
                if round_ >= 0:
                    samples[queue].append(sample)
                    progress()
        events, kilobytes = await _history(ground, made)
    rates = {queue: [one.rate for one in found] for queue, found in samples.items()}
    notes = tuple(costs(f"{queue.removeprefix('bench-')} life", found) for queue, found in samples.items())
    return [
        Figure(
            "P1", "full life / with empty activities", ratios(rates[FULL], rates[EMPTY]), Target(0.85, 0.95), "", notes
        ),
        Figure("P1", "full life / bare workflow", ratios(rates[FULL], rates[BARE]), Target(0.65, 0.75)),
        Figure("P9", "history of a life", Spread((events,)), Target(50, 45, "lower"), "events"),
        Figure("P9", "history of a life", Spread((kilobytes,)), Target(15, 11, "lower"), "kB"),
    ]


async def _round(ground: Ground, made: Variants, queue: str, workflow: str, lives: int) -> Sample:
    cases = await made.numbers(lives)
    lapses: Lapses = made.lapses
    with ground.meter.measured(lives) as sample:
        await live_all(ground.client, workflow, queue, cases, lapses)
    return sample


async def _history(ground: Ground, made: Variants) -> tuple[float, float]:
    """Events and bytes of one life more, lived alone."""
    (case,) = await made.numbers(1)
    await live_all(ground.client, HAZARD_SUPERVISION, FULL, [case], made.lapses)
    history = await ground.client.get_workflow_handle(workflow_id(case)).fetch_history()
    return float(len(history.events)), sum(event.ByteSize() for event in history.events) / 1000
