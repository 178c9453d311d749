"""督办台 what people and programs see and press: reads what the holder of a credential may see, writes by commands alone."""
