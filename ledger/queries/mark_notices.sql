notice as (
    insert into notices (key, stream, version, kind, "to", title, text)
    select n.key, $1, n.version, n.kind, n."to", n.title, n.text
      from jsonb_to_recordset($marks::jsonb -> 'notices')
           as n (key text, version int, kind text, "to" text[], title text, text text)
)
