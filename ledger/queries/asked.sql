-- What the door asks before it sends a command ($1) for a case (stream $2): was it answered, and is there such a case?
select exists (select from events e where e.stream = $2 and e.version = 1) as on_record,
       k.command_id, k.stream, k.body_sha256, k.outcome, k.refusal, k.sentence, k.first_version, k.last_version
  from (select) as one left join commands k on k.command_id = $1
