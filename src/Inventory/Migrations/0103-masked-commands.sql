-- Commands whose words held card-like digits are kept masked. Null: the bytes are those that came in, and body_sha256 is theirs;
-- else body_sha256 is the hash of the bytes that came in, and this that of the bytes that are kept.
alter table {schema}.stock_command add column stored_sha256 bytea null;

alter table {schema}.stock_command add constraint stock_command_stored_hash_is_sha256 check (octet_length(stored_sha256) = 32);
