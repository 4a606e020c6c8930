-- Nobody asks for parts of a state by SQL but ledger verify: as text it need not be taken apart to be written, nor put
-- together to be read or compared. States that are there stay as they are written until their stream moves or a rebuild
-- writes them anew; the reader knows both forms.
alter table {schema}.payment_state alter column state type text;
