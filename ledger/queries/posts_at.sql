-- 任职 of a person, for who keeps the accounts. $1 person
select id, body::text as body from appointments where person = $1 order by id
