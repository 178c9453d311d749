select count(*) from reports where starts_with(report, $1)
