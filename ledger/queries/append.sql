-- One trip: events, the command's row, the view, and the marks stand together or not at all. The primary key, the
-- chain's trigger (G5) and the hands' trigger (G14) refuse; nothing is checked twice here.
--
-- `ledger.statement` puts in a row of values for each event, and mark_*.sql for what kinds of marks these events leave:
-- to look for marks that are not there would cost a fourth of the append.
with written as (
    insert into events (stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg, prev_hash, hash)
    values
    -- :events
), command as (
    insert into commands (command_id, stream, body_sha256, outcome, first_version, last_version, by, recorded_at)
    values ($5, $1, $6, 'done', $7, $8, $4, $3)
)
-- :marks
insert into cases as c (number, version, shape, snapshot, kind, stage, open, started, cycle, rung, unit, entity, region,
                        industry, channel, level, office, batch, found_on, rectify_by, due_at, due_kind, due_label,
                        provisional, opened_at, moved_at)
values ($9::text, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31,
        $32, $3, $3)
on conflict (number) do update
set version = excluded.version, shape = excluded.shape, snapshot = excluded.snapshot, kind = excluded.kind,
    stage = excluded.stage, open = excluded.open, started = excluded.started, cycle = excluded.cycle,
    rung = excluded.rung, unit = excluded.unit, entity = excluded.entity, region = excluded.region,
    industry = excluded.industry, channel = excluded.channel, level = excluded.level, office = excluded.office,
    batch = excluded.batch, found_on = excluded.found_on, rectify_by = excluded.rectify_by, due_at = excluded.due_at,
    due_kind = excluded.due_kind, due_label = excluded.due_label, provisional = excluded.provisional,
    moved_at = excluded.moved_at
