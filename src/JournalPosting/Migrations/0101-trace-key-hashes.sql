-- The index over two texts was larger than the table. Hashes of 64 bits each tell rows apart as well; who looks a
-- value up asks for its hash and for the value.
alter table {schema}.trace_key drop constraint trace_key_pk;
create unique index trace_key_hashes on {schema}.trace_key (hashtextextended(value, 0), hashtextextended(stream_id, 0));
