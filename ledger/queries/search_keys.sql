-- What a question names, as numbers, and how often each is found; how long the record is; and of a period where in the
-- record its days are.
select kind, id, events, 0::bigint as low, 0::bigint as high from trace_keys
 where kind = 'type' and value = any ($1::text[])
    or kind = 'person' and value = any ($2::text[])
    or kind = 'office' and value = any ($3::text[])
    or kind = 'region' and starts_with(value, $4)
    or kind = 'industry' and starts_with(value, $5)
union all
select 'leaves', 0, coalesce((select s.leaf from sequenced s), 0), 0, 0
union all
select d.clock, 0, 0, d.low, d.high from trace_days d
 where d.clock = 'at' and ($6::date is not null or $7::date is not null)
   and d.day between coalesce($6, '-infinity') and coalesce($7, 'infinity')
union all
select d.clock, 0, 0, d.low, d.high from trace_days d
 where d.clock = 'recorded_at' and ($8::date is not null or $9::date is not null)
   and d.day between coalesce($8, '-infinity') and coalesce($9, 'infinity')
