select command_id, substr(stream, 6) as case, outcome, refusal, sentence, first_version, last_version, recorded_at
  from commands
 where command_id = $1
