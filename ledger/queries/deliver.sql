insert into deliveries (key, digest) values ($1, $2) on conflict (key) do nothing returning key
