-- Cases whose ladder may move by an instant, soonest first: what is armed later moves later. $3: within which place.
select number, version as folded, version, shape, snapshot, region, industry, office
  from cases
 where open and started and due_at <= $1::timestamptz
   and (rung between 1 and 5 or due_label like 'rung:%' or rectify_by <= $2::date) and starts_with(region, $3)
 order by due_at, number
 limit $4
