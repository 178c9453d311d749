-- 文书, the newest first. $1: those alone that were sent to an entity; $7 and $8: where 文号 of this beginning start and end;
-- $9 to $11 the last row of the page before.
select number, place, letter, kind, "to", rung, status, held, waits, signed_by, called, since, due_on, drafted_on, signed_on,
       issued_on, served_on, answered_on, ended_on, unit, region, office
  from case_letters
 where (not $1::boolean or "to" = 'entity' and issued_on is not null)
   and ($2::text is null or kind = $2)
   and ($3::text is null or office = $3)
   and ($4::text is null or position($4 in unit) > 0)
   and ($5::date is null or drafted_on >= $5)
   and ($6::date is null or drafted_on <= $6)
   and ($7::text is null or called >= $7 and called < $8)
   and ($9::date is null or (drafted_on, number, place) < ($9, $10, $11))
 order by drafted_on desc, number desc, place desc
 limit $12
