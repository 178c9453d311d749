-- One trip: events, the command's row, the view, and the marks stand together or not at all. The primary key, the
-- chain's trigger (G5) and the hands' trigger (G14) refuse; nothing is checked twice here.
--
-- `ledger.statement` puts in a row of values for each event, mark_*.sql for what kinds of marks these events leave (to look
-- for marks that are not there would cost a fourth of the append), and the view's row: put in by a case's first append,
-- moved by each later one.
with written as (
    insert into events (stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg, prev_hash, hash)
    values
    -- :events
), command as (
    insert into commands (command_id, stream, body_sha256, outcome, first_version, last_version, by, recorded_at)
    values ($5, $1, $6, 'done', $:first, $8, $4, $3)
)
-- :marks
-- :view
