-- What a signature says besides right or wrong: which secret gave it, by the first 8 hex digits of the secret's SHA-256, and when it was
-- signed by its own word. Null in rows from before, and where there is nothing to say.
alter table {schema}.raw_delivery
    add column secret_id text        null,
    add column signed_at timestamptz null;

-- Refused deliveries are few, and asked for by themselves.
create index raw_delivery_refused on {schema}.raw_delivery (received_at) where verdict = 'refused';
