-- The latest, oldest first.
select position, at, number, by, office, text
  from (select position, at, number, by, office, text from comments where number = $1 order by position desc limit $2) k
 order by position
