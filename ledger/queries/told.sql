update tellings set told_at = clock_timestamp() where command_id = $1 and told_at is null
