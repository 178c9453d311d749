"""What stands between a figure and its goal, as profiling told: printed when the goal is missed."""

BOUNDS: dict[str, str] = {}
