update in_force set edition = coalesce($1, edition), calendar = coalesce($2, calendar)
