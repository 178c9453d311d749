"""The side effects the workflows ask for, each idempotent by a key it is given."""
