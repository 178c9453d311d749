-- The row itself, for what the index of the leading key does not hold. `+ 0`, or the planner would see that it is the
-- same row, join nothing, and read the row of every event that it now passes over in the index.
join traces u on u.leaf = t.leaf + 0
