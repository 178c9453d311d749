-- 领导本人的逾期: nothing higher is invented, it is shown (DOMAIN §3).
select number, unit, region, kind, due_on
  from turns
 where role = 'commission_leader' and runs and kind <> 'start_supervision' and lapsed and starts_with(region, $1)
 order by due_at, number
 limit $2
