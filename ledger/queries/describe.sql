select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as created_at,
       convert_from(g.body, 'UTF8')::jsonb ->> 'kind' as kind, encode(g.hash, 'hex') as genesis,
       (select count(*) from events) as events
  from events g
 where g.stream = 'ledger' and g.version = 1
