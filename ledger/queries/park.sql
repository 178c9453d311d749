insert into parked (follower, stream, version, leaf, reason) values ($1, $2, $3, $4, $5) on conflict do nothing
