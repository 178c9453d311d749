insert into checkpoint_places (place, failed_at, failure) values ($1, clock_timestamp(), $2)
on conflict (place) do update set failed_at = clock_timestamp(), failure = excluded.failure
