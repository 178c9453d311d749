select number, by, started_at, ended_at, told from verifications order by number desc limit 1
