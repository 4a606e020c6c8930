-- What ended with nothing posted is asked for by the payment, object, order or invoice of its facts: no entry of the journal leads to it.
-- What is still to be done or open is little, and has its indexes.
create index provider_read_unposted on {schema}.provider_read using gin (reported jsonb_path_ops)
    where state = 'dismissed' or outcome = 'no-fact';
