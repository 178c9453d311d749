-- What a checkpoint due now would be for: how much the last one covers, the last case closed among the leaves after $1 up to
-- $2, and whether none was made on this Shanghai day.
select coalesce(last.size, 0) as size,
       (select e.stream
          from leaves l join events e on e.stream = l.stream and e.version = l.version
         where l.leaf > greatest($1, last.size) and l.leaf <= $2 and e.type = 'CaseClosed'
         order by l.leaf desc
         limit 1) as closed,
       last.at is null or (last.at at time zone 'Asia/Shanghai')::date
                        < (clock_timestamp() at time zone 'Asia/Shanghai')::date as daily
  from (select) one left join (select size, at from checkpoints order by number desc limit 1) last on true
