-- PostgreSQL compresses only rows above 2 kB, and most deliveries are below: the archive compresses the body itself
-- (Brotli). unpacked_bytes is then its length before; null where the body lies as it is, as in all rows from before.
-- Hashes are always those of the body itself.
alter table {schema}.raw_delivery
    add column unpacked_bytes integer null,
    add constraint raw_delivery_packed_is_shorter check (unpacked_bytes > octet_length(body) and unpacked_bytes <= 16777216);
