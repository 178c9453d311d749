select number, place, kind, ref, role, head, owed_by, since, due_on, due_at, step, lapsed, runs, awaited, stands, passed, barred,
       unit, entity, region, industry, office, batch
  from turns
 where number = any ($1::text[])
 order by number, place
