select number, place, letter, kind, "to", rung, status, held, waits, signed_by, called, since, due_on, drafted_on, signed_on,
       issued_on, served_on, answered_on, ended_on, unit, region, office
  from letters_listed($1::jsonb, $2, $3, $4, $5)
