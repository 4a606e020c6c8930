-- A person may close what is held or failed for good: nothing of it is posted.
alter table {schema}.provider_read drop constraint provider_read_state;
alter table {schema}.provider_read add constraint provider_read_state
    check (state in ('waiting', 'decided', 'released', 'held', 'expired', 'failed', 'dismissed'));
