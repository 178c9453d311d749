"""How deep the random lives go: shallow and always the same in every run; deep by HYPOTHESIS_PROFILE=long with `-o timeout=0`."""

import os

from hypothesis import HealthCheck, Phase, settings

_LIVES = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

# shrinking a life takes minutes: the short run only finds, the long one shrinks what it finds
_FIND = (Phase.explicit, Phase.generate)

settings.register_profile(
    "short",
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    phases=_FIND,
    suppress_health_check=_LIVES,
)
settings.register_profile("long", max_examples=2_000, deadline=None, suppress_health_check=_LIVES)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))
