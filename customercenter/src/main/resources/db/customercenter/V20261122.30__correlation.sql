-- Which request led to each step. Rows that were told before have neither, until the view is rebuilt.
ALTER TABLE story ADD COLUMN correlation_id text, ADD COLUMN traceparent text;
