select command_id, stream, body_sha256, outcome, refusal, sentence, first_version, last_version
  from commands
 where command_id = $1
