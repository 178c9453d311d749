-- Whether a case of who asks names a file, by its digest.
select exists (select from events where stream = $1 and position(convert_to($2, 'UTF8') in body) > 0)
