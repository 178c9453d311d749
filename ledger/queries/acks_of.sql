-- $1 case, $2 letter
select person, made_at, expires_at, used_at
  from credentials
 where kind = 'ack' and case_number = $1 and letter = $2
 order by made_at desc
 limit 20
