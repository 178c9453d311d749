select case_number as case, letter, person, made_at, expires_at, used_at, clock_timestamp() as clock
  from credentials
 where digest = $1 and kind = 'ack' and (used_at is not null or expires_at > clock_timestamp())
