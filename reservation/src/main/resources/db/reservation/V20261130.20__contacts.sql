ALTER TABLE reservation ADD COLUMN customer_language text;

-- When somebody asked for the tokens of an address last; known by its SHA-256.
CREATE TABLE token_request (
    email_hash bytea       PRIMARY KEY,
    asked_at   timestamptz NOT NULL
);
