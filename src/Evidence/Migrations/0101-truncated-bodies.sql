-- Of a refused delivery only the beginning of the body is kept: anybody can send one. body_sha256 stays that of the
-- whole body as sent, body_bytes is its length; null in rows from before.
alter table {schema}.raw_delivery
    add column body_bytes integer null,
    add column truncated  boolean not null default false,
    drop constraint raw_delivery_is_as_sent_unless_masked,
    add constraint raw_delivery_is_as_sent_unless_masked_or_truncated
        check (masked or truncated or body_sha256 = stored_sha256),
    add constraint raw_delivery_truncated_is_refused check (not truncated or verdict = 'refused');
