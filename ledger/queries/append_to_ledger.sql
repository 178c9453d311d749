-- The same for stream `ledger`: genesis, editions, calendars, batches. It has no view but what is in force.
with written as (
    insert into events (stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg, prev_hash, hash)
    select 'ledger', e.version, e.type, e.shape, $1, e.at, $2, $3, $4, e.body, 'sha256', e.prev_hash, e.hash
      from unnest($5::int[], $6::text[], $7::int[], $8::timestamptz[], $9::bytea[], $10::bytea[], $11::bytea[])
           as e (version, type, shape, at, body, prev_hash, hash)
)
insert into commands (command_id, stream, body_sha256, outcome, first_version, last_version, by, recorded_at)
values ($4, 'ledger', $12, 'done', $13, $14, $3, $2)
