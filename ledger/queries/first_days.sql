-- The first day of anything that happened, and of anything that became known.
(select clock, day from trace_days where clock = 'at' order by day limit 1)
union all
(select clock, day from trace_days where clock = 'recorded_at' order by day limit 1)
