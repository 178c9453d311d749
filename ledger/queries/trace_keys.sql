-- Counts are moved and new keys added in one go; one follower at a time writes here. Not by ON CONFLICT, which would use
-- up a number for every key of every page.
with given as materialized (
    select * from unnest($1::text[], $2::text[], $3::bigint[]) as g (kind, value, events)
), moved as (
    update trace_keys k set events = k.events + g.events from given g where k.kind = g.kind and k.value = g.value
    returning k.id, k.kind, k.value
), added as (
    insert into trace_keys (kind, value, events)
    select g.kind, g.value, g.events from given g
     where not exists (select from trace_keys k where k.kind = g.kind and k.value = g.value)
    returning id, kind, value
)
select id, kind, value from moved union all select id, kind, value from added
