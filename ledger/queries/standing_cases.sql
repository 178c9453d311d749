-- Cases as they stand now, those of `numbers` that a page of events has brought up to their last event.
select r.number, c.version as folded, c.version, c.shape, c.snapshot
  from unnest($1::text[], $2::integer[]) as r (number, reached)
  left join cases c on c.number = r.number
 where c.number is null or c.version <= r.reached
