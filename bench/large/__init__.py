"""百万案件 the record at the size of a city's ten years: generated, loaded, measured."""
