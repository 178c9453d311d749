-- What stands beside the chains of these streams.
select c.number, c.version, c.shape, c.snapshot, c.kind, c.stage, c.open, c.started, c.cycle, c.rung, c.unit, c.entity,
       c.region, c.industry, c.channel, c.level, c.office, c.batch, c.found_on, c.rectify_by, c.due_at, c.due_kind,
       c.due_label, c.provisional, c.sponsor
  from cases c
 where c.number = any ($1::text[])
