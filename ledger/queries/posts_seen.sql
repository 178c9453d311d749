-- 任职 that may be seen: at some places, of a person, or in his place. $1 places, $2 person
select id, body::text as body from seen.posts($1, $2)
