-- How many cases a view gave up.
select count(distinct stream) from parked where follower = $1
