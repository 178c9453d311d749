-- A case, its head and the clock, if it is there for who asks.
select c.number, c.version as folded, c.version, c.shape, c.snapshot, clock_timestamp() as clock
  from cases c
 where c.number = $1
