-- When the payload that stands was sent first: an ERP forgets its replay keys after a while. Null when it was not sent, or that is not known.
alter table {schema}.document add column first_sent_at timestamptz null;
