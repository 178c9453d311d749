insert into comments (number, by, office, text) values ($1, $2, $3, $4) returning position
