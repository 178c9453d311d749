-- One trip: events, the command's row, the view, and the marks stand together or not at all. The primary key, the
-- chain's trigger (G5) and the hands' trigger (G14) refuse; nothing is checked twice here.
with written as (
    insert into events (stream, version, type, shape, edition, at, recorded_at, by, command_id, body, alg, prev_hash, hash)
    select $1, e.version, e.type, e.shape, $2, e.at, $3, $4, $5, e.body, 'sha256', e.prev_hash, e.hash
      from unnest($6::int[], $7::text[], $8::int[], $9::timestamptz[], $10::bytea[], $11::bytea[], $12::bytea[])
           as e (version, type, shape, at, body, prev_hash, hash)
), command as (
    insert into commands (command_id, stream, body_sha256, outcome, first_version, last_version, by, recorded_at)
    values ($5, $1, $13, 'done', $14, $15, $4, $3)
), hand as (
    insert into hands (stream, cycle, person, deed, version)
    select $1, h.cycle, h.person, h.deed, h.version
      from jsonb_to_recordset($16::jsonb -> 'hands') as h (cycle int, person text, deed text, version int)
    on conflict (stream, cycle, person, deed) do nothing
), rung as (
    insert into rungs (stream, cycle, rung, version)
    select $1, r.cycle, r.rung, r.version
      from jsonb_to_recordset($16::jsonb -> 'rungs') as r (cycle int, rung int, version int)
), letter as (
    insert into letters (issuer, year, number, stream, version, letter)
    select l.issuer, l.year, l.number, $1, l.version, l.letter
      from jsonb_to_recordset($16::jsonb -> 'letters') as l (issuer text, year int, number int, letter text, version int)
), notice as (
    insert into notices (key, stream, version, kind, "to", title, text)
    select n.key, $1, n.version, n.kind, n."to", n.title, n.text
      from jsonb_to_recordset($16::jsonb -> 'notices')
           as n (key text, version int, kind text, "to" text[], title text, text text)
)
insert into cases as c (number, version, shape, snapshot, kind, stage, open, started, cycle, rung, unit, entity, region,
                        industry, channel, level, office, batch, found_on, rectify_by, due_at, due_kind, due_label,
                        provisional, opened_at, moved_at)
values ($17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39,
        $40, $3, $3)
on conflict (number) do update
set version = excluded.version, shape = excluded.shape, snapshot = excluded.snapshot, kind = excluded.kind,
    stage = excluded.stage, open = excluded.open, started = excluded.started, cycle = excluded.cycle,
    rung = excluded.rung, unit = excluded.unit, entity = excluded.entity, region = excluded.region,
    industry = excluded.industry, channel = excluded.channel, level = excluded.level, office = excluded.office,
    batch = excluded.batch, found_on = excluded.found_on, rectify_by = excluded.rectify_by, due_at = excluded.due_at,
    due_kind = excluded.due_kind, due_label = excluded.due_label, provisional = excluded.provisional,
    moved_at = excluded.moved_at
