insert into cases (number, version, shape, snapshot, kind, stage, open, started, cycle, rung, unit, entity, region, industry,
                   channel, level, office, batch, found_on, rectify_by, due_at, due_kind, due_label, provisional, sponsor,
                   opened_at, moved_at)
values ($7::text, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29,
        $30, $31, $3, $3)
