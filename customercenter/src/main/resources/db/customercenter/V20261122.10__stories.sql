-- The stories of the reservations: one row for each event about one, never changed. An event that comes again finds its
-- row, so nothing is told twice. A story is a handful of rows, read together by the one index there is.

CREATE TABLE story (
    reservation_id uuid        NOT NULL,
    event_id       uuid        NOT NULL,
    revision       bigint      NOT NULL,
    occurred_at    timestamptz NOT NULL,
    causation_id   uuid,
    version        smallint    NOT NULL,
    type           text        NOT NULL,
    data           json        NOT NULL,
    PRIMARY KEY (reservation_id, event_id)
);

-- The shows' names; the revision is musical's own, and the highest is the newest.
CREATE TABLE show (
    musical_id bigint PRIMARY KEY,
    name       text   NOT NULL,
    revision   bigint NOT NULL
);
