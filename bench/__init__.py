"""The bench: what the engine costs, as ratios against bare equivalents in the same run. `python -m bench --help`."""
