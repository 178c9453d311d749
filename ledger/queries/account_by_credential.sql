-- Who holds a credential, with the appointments and the directory's revision: one round trip a request.
-- $1 its digest, $2 its kinds, $3 the directory's revision that the reader remembers
select a.name, a.person, a.administrator, k.kind, k.expires_at, k.used_at, clock_timestamp() as clock, f.directory,
       (select json_agg(h.body) from appointments h where h.person = a.person)::text as appointments,
       (select count(*) from handovers v
         where v.taker = a.person
           and not exists (select from handovers_acknowledged d where d.handover = v.handover)) as handovers,
       case when f.directory is distinct from $3::bigint then (select json_agg(o.body) from offices o)::text end as offices
  from credentials k
  join accounts a on a.name = k.account
 cross join in_force f
 where k.digest = $1 and k.kind = any ($2::text[]) and k.expires_at > clock_timestamp() and a.disabled_at is null
