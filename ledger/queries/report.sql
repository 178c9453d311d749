-- A frozen report beside what the record says of it.
select r.report, r.kind, r.at, r.known_at, r.leaf, r.digest, r.version, r.frozen_at, r.by, r.body,
       e.type as event, e.body as told
  from reports r left join events e on e.stream = 'ledger' and e.version = r.version
 where r.report = $1
