select stream, letter from letters where issuer = $1 and year = $2 and number = $3
