-- $1 stream, $2 number, $3 command id, $4 persons, $5 the directory's revision that the reader remembers
select clock_timestamp() as clock,
       head.version, head.hash,
       case when head.version is null then (select g.hash from events g where g.stream = 'ledger' and g.version = 1) end
           as genesis,
       c.version as folded, c.shape, c.snapshot,
       k.command_id, k.stream, k.body_sha256, k.outcome, k.refusal, k.sentence, k.first_version, k.last_version,
       f.directory, f.edition, f.calendar,
       (select json_agg(a.body) from appointments a where a.person = any ($4::text[]))::text as appointments,
       case when f.directory is distinct from $5::bigint then (select json_agg(o.body) from offices o)::text end as offices,
       (select json_agg(json_build_object('key', n.key, 'kind', n.kind,
                                                 'to', n."to", 'title', n.title, 'text', n.text)
                        order by n.version, n.key)
          from notices n
         where n.stream = $1 and not exists (select from deliveries d where d.key = n.key))::text as notices
  from in_force f
  left join lateral (select e.version, e.hash from events e where e.stream = $1 order by e.version desc limit 1) head on true
  left join cases c on c.number = $2
  left join commands k on k.command_id = $3
