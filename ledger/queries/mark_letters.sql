letter as (
    insert into letters (issuer, year, number, stream, version, letter)
    select l.issuer, l.year, l.number, $1, l.version, l.letter
      from jsonb_to_recordset($marks::jsonb -> 'letters') as l (issuer text, year int, number int, letter text, version int)
)
