-- One more wrong password. From the fifth on the account rests, twice as long each time: a minute, at most an hour.
update accounts
   set failures = failures + 1,
       locked_until = case when failures >= 4
                           then clock_timestamp() + least(interval '1 minute' * (2 ^ least(failures - 4, 10)), interval '1 hour')
                      end
 where name = $1
