select number, place, letter, kind, "to", rung, status, held, waits, signed_by, called, since, due_on, drafted_on, signed_on,
       issued_on, served_on, answered_on, ended_on, unit, entity, region, industry, office
  from case_letters
 where number = any ($1::text[])
 order by number, place
