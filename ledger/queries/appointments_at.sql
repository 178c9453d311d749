select body::text from appointments where body ->> 'at' = any ($1::text[]) order by id
