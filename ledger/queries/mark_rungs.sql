rung as (
    insert into rungs (stream, cycle, rung, version)
    select $1, r.cycle, r.rung, r.version
      from jsonb_to_recordset($marks::jsonb -> 'rungs') as r (cycle int, rung int, version int)
)
