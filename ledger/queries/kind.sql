select convert_from(body, 'UTF8')::jsonb ->> 'kind' from events where stream = 'ledger' and version = 1
