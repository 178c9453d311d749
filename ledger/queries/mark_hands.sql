hand as (
    insert into hands (stream, cycle, person, deed, version)
    select $1, h.cycle, h.person, h.deed, h.version
      from jsonb_to_recordset($marks::jsonb -> 'hands') as h (cycle int, person text, deed text, version int)
    on conflict (stream, cycle, person, deed) do nothing
)
