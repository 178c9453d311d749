insert into commands (command_id, stream, body_sha256, outcome, by, recorded_at) values ($1, $2, $3, 'done', $4, $5)
