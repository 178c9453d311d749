-- $1 an appointment's id, $2 another person, $3 who asks: the appointment, and all that the other and the asker hold or
-- that stands in for its post
with own as (select h.id, h.person, h.body from appointments h where h.id = $1)
select (select body::text from own) as own,
       (select json_agg(h.body) from appointments h
         where h.person = $2
            or h.body ->> 'acting_for' = (select person from own) and h.body ->> 'at' = (select body ->> 'at' from own)
       )::text as standing,
       (select json_agg(h.body) from appointments h where h.person = $3)::text as by,
       (select json_agg(o.body) from offices o)::text as offices,
       exists (select from people where id = $2) as known,
       exists (select from accounts where person = $2 and administrator) as administrator,
       clock_timestamp() as clock
