-- Events whose command is not on record as having written them, and commands that say they wrote what is not there.
select found.stream, found.version, found.reason, l.leaf
  from (select e.stream, e.version, 'EVENT_WITHOUT_COMMAND' as reason
          from events e
          left join commands k on k.command_id = e.command_id and k.stream = e.stream
                              and e.version between k.first_version and k.last_version
         where k.command_id is null
         union all
        select k.stream, k.last_version, 'COMMAND_WITHOUT_EVENT'
          from commands k
          left join events e on e.stream = k.stream and e.version = k.last_version and e.command_id = k.command_id
         where k.last_version is not null and e.stream is null
         union all
        select 'case-' || c.number, c.version, 'VIEW_WITHOUT_EVENTS'
          from cases c
         where not exists (select from events e where e.stream = 'case-' || c.number)
         union all
        select b.stream, b.version, 'BATCH_WITHOUT_EVENT'
          from (select 'ledger' as stream, version, batch from batches) b
         where not exists (select from events e where e.stream = b.stream and e.version = b.version
                                                  and e.type = 'BatchImported')) found
  left join leaves l on l.stream = found.stream and l.version = found.version
 order by l.leaf nulls last, found.stream, found.version
 limit 100
