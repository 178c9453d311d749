-- 移交事项: what is open where an office looks after things. $1 its jurisdiction, $2 its industries, $3 today
select count(*) as open,
       count(*) filter (where s.lapses_on < $3::date) as overdue,
       coalesce(sum(s.office_open), 0)::bigint as office_obligations,
       coalesce(sum(s.office_lapsed), 0)::bigint as office_lapsed,
       coalesce(sum(s.entity_open), 0)::bigint as entity_obligations,
       coalesce(sum(s.unsigned), 0)::bigint as unsigned,
       coalesce(sum(s.unserved), 0)::bigint as unserved,
       coalesce(sum(s.unanswered), 0)::bigint as unanswered
  from states_now s
  join cells c using (cell)
 where s.open and (c.region = '' or starts_with(c.region, $1))
   and ($2::text[] = '{}' or c.industry = '' or c.industry = any ($2))
