"""What was chosen from the measurements, and what stands between a figure and its goal."""

CHOICES: dict[str, str] = {}

BOUNDS: dict[str, str] = {}
