select 'hands' as mark, stream, concat_ws('/', cycle, person, deed) as what from hands where stream = any ($1::text[])
union all
select 'rungs', stream, concat_ws('/', cycle, rung, version) from rungs where stream = any ($1::text[])
union all
select 'letters', stream, concat_ws('/', issuer, year, number, letter, version) from letters where stream = any ($1::text[])
union all
select 'notices', stream, concat_ws('/', key, version) from notices where stream = any ($1::text[])
