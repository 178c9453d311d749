select name, person, administrator, password, failures, locked_until, disabled_at, clock_timestamp() as clock
  from accounts
 where name = $1
