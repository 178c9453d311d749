"""The bench runs, and every ratio is one. No figure is judged here: no test is timed."""

import asyncio
import re
import sys

from tests.guide import ROOT


async def test_a_quick_round_of_what_needs_both_servers_yields_ratios() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench", "--quick", "--rounds", "1", "P1", "P3",
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    rates = re.findall(r"^(P\d+) .* ([\d.,]+)/s, CPU", told.decode(), flags=re.MULTILINE)
    assert [measure for measure, _ in rates] == ["P1"] * 3 + ["P3"] * 4
    assert all(float(rate.replace(",", "")) > 0 for _, rate in rates)
