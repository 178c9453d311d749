select name, query, made_at from saved_filters order by name
