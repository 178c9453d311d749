"""接口 the HTTP API, under /api/v1: what programs and the pages share."""
