-- The view of many cases at once; $1 is the columns of view.py as a JSON array of objects.
with changed as (
    select * from jsonb_populate_recordset(null::cases, $1::jsonb)
)
update cases c
   set version = n.version, shape = n.shape, snapshot = n.snapshot, kind = n.kind, stage = n.stage, open = n.open,
       started = n.started, cycle = n.cycle, rung = n.rung, unit = n.unit, entity = n.entity, region = n.region,
       industry = n.industry, channel = n.channel, level = n.level, office = n.office, batch = n.batch,
       found_on = n.found_on, rectify_by = n.rectify_by, due_at = n.due_at, due_kind = n.due_kind,
       due_label = n.due_label, provisional = n.provisional, sponsor = n.sponsor,
       moved_at = $2
  from changed n
 where c.number = n.number
