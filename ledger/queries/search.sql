-- The page is what the question comes to: the leaves of one key, newest first, that have all the rest.
with page as materialized (
    :found
)
select t.leaf, t.number, c.unit, o.value as office, r.value as region, i.value as industry,
       e.stream, e.version, e.type, e.shape, e.edition, e.at, e.recorded_at, e.by, e.command_id, e.body, e.prev_hash,
       e.hash, e.position, e.xid::text::bigint as xid
  from page
  join traces t on t.leaf = page.leaf
  join events e on e.version = t.version
               and e.stream = case when t.number = 'ledger' then t.number else 'case-' || t.number end
  left join cases c on c.number = t.number
  left join trace_keys o on o.id = t.office
  left join trace_keys r on r.id = t.region
  left join trace_keys i on i.id = t.industry
 order by t.leaf desc
