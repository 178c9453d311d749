-- 交接, latest first. $1 between whom, or null; $2 of which office, or null; $3 only those not acknowledged yet; $4 limit
select handover, at, by, giver, taker, given, taken, office, role, post, head, starts_on, load::text as load, acknowledged_at
  from handovers
 where ($1::text is null or $1 in (giver, taker))
   and ($2::text is null or office = $2)
   and (not $3::boolean or acknowledged_at is null)
 order by handover desc
 limit $4
