insert into checkpoint_places as p (place, reached, reached_at) values ($1, $2, clock_timestamp())
on conflict (place) do update set reached = greatest(p.reached, excluded.reached), reached_at = clock_timestamp(),
                                  failed_at = null, failure = null
