-- A refusal is on record too: the command's row alone, no event.
insert into commands (command_id, stream, body_sha256, outcome, refusal, sentence, by, recorded_at)
values ($1, $2, $3, 'refused', $4, $5, $6, $7)
