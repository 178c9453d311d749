-- The page is what the question comes to: the leaves of one key, newest first, that have all the rest. What each says is
-- gone to by its key, one by one (`limit`): as the web's role these are views with a barrier, and joined would be read whole.
with page as materialized (
    :found
)
select t.leaf, t.number, c.unit, o.value as office, r.value as region, i.value as industry,
       e.stream, e.version, e.type, e.shape, e.edition, e.at, e.recorded_at, e.by, e.command_id, e.body, e.prev_hash,
       e.hash, e.position, e.xid::text::bigint as xid
  from page
 cross join lateral (select * from traces t where t.leaf = page.leaf limit 1) t
 cross join lateral (
    select * from events e
     where e.stream = case when t.number = 'ledger' then t.number else 'case-' || t.number end and e.version = t.version
     limit 1) e
  left join lateral (select c.unit from cases c where c.number = t.number limit 1) c on true
  left join lateral (select k.value from trace_keys k where k.id = t.office limit 1) o on true
  left join lateral (select k.value from trace_keys k where k.id = t.region limit 1) r on true
  left join lateral (select k.value from trace_keys k where k.id = t.industry limit 1) i on true
 order by t.leaf desc
