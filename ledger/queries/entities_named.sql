select body from entities where name = any ($1::text[]) or body ->> 'credit_code' = any ($2::text[])
