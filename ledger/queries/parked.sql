select follower, stream, version, leaf, reason, at from parked
 where ($1::text is null or follower = $1)
 order by at, follower, stream
