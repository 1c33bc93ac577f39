-- A dead letter carries the whole event as it was told, so that it can be read and replayed whatever becomes of the
-- source's outbox. Those parked before have its type and data alone: the rest is read from the outbox, by its position.
ALTER TABLE dead_letter
    ADD COLUMN event_id       uuid,
    ADD COLUMN version        smallint,
    ADD COLUMN subject        text,
    ADD COLUMN revision       bigint,
    ADD COLUMN occurred_at    timestamptz,
    ADD COLUMN correlation_id text,
    ADD COLUMN causation_id   uuid,
    ADD COLUMN traceparent    text,
    ADD COLUMN attempts       integer     NOT NULL DEFAULT 1,
    ADD COLUMN tried_at       timestamptz NOT NULL DEFAULT now(),
    ADD CHECK (num_nulls(event_id, version, subject, revision, occurred_at, correlation_id) IN (0, 6));
UPDATE dead_letter SET tried_at = parked_at;

-- The newest first, as they are looked at.
CREATE INDEX dead_letter_parked ON dead_letter (parked_at, dead_letter_id);
