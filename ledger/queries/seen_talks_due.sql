-- 约谈 that fell due, by the day their letter was drafted. $3: within which place.
select drafted_on, count(*) as many
  from case_letters
 where kind = 'talk_notice' and rung = 4 and drafted_on between $1::date and $2::date and starts_with(region, $3)
 group by drafted_on
