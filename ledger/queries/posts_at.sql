-- 任职 at some places, of a person, or in his place. $1 places, $2 person
select id, body::text as body
  from appointments
 where body ->> 'at' = any ($1::text[]) or person = $2 or body ->> 'acting_for' = $2
 order by id
