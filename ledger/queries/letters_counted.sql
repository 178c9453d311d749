-- How many letters wait, by what for; and under '' how many there are at all, at most $9. As letters_all.
select waits, count(*) as many
  from case_letters
 where waits <> ''
   and (not $1::boolean or "to" = 'entity' and issued_on is not null)
   and ($2::text is null or kind = $2)
   and ($3::text is null or office = $3)
   and ($4::text is null or position($4 in unit) > 0)
   and ($5::date is null or drafted_on >= $5)
   and ($6::date is null or drafted_on <= $6)
   and ($7::text is null or called >= $7 and called < $8)
 group by waits
union all
select '', count(*)
  from (
    select from case_letters
     where (not $1::boolean or "to" = 'entity' and issued_on is not null)
       and ($2::text is null or kind = $2)
       and ($3::text is null or office = $3)
       and ($4::text is null or position($4 in unit) > 0)
       and ($5::date is null or drafted_on >= $5)
       and ($6::date is null or drafted_on <= $6)
       and ($7::text is null or called >= $7 and called < $8)
     limit $9) counted
