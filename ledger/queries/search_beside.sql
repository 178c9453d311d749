-- The row itself, for what the index of the leading key does not hold. By itself (`limit`), or the planner would see that
-- it is the same row, join nothing, and read the row of every event that it now passes over in the index.
cross join lateral (select * from traces u where u.leaf = t.leaf limit 1) u
