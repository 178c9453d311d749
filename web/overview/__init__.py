"""总览 what the overview, the wall, the escalation board and their API say, gathered once for all of them."""
