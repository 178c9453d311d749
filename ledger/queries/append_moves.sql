update cases
   set version = $8, shape = $9, snapshot = $10, kind = $11, stage = $12, open = $13, started = $14, cycle = $15, rung = $16,
       unit = $17, entity = $18, region = $19, industry = $20, channel = $21, level = $22, office = $23, batch = $24,
       found_on = $25, rectify_by = $26, due_at = $27, due_kind = $28, due_label = $29, provisional = $30, sponsor = $31,
       moved_at = $3
 where number = $7::text
