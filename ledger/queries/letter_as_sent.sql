-- The letter as it was handed over. $1 stream, $2 the id of the letter within the case
select n.title, n.text
  from (select e.stream, e.version, convert_from(e.body, 'UTF8')::jsonb -> 'letter' as letter
          from events e
         where e.stream = $1 and e.type in ('OrderIssued', 'LetterIssued')) i
  join notices n on n.stream = i.stream and n.version = i.version
 where $2 in (i.letter ->> 'id', i.letter #>> '{}')
 order by n.version desc
 limit 1
