insert into reports (report, kind, at, known_at, leaf, digest, body, version, frozen_at, by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
