-- Shows and their seats. For every show at any moment: seat_capacity = reservable_seat + sum of the seats of live holds.

CREATE TABLE musical (
    musical_id                 bigint      PRIMARY KEY CHECK (musical_id > 0),
    name                       text        NOT NULL,
    price                      bigint      NOT NULL CHECK (price >= 0),
    seat_capacity              integer     NOT NULL CHECK (seat_capacity >= 0),
    reservable_seat            integer     NOT NULL CHECK (reservable_seat >= 0 AND reservable_seat <= seat_capacity),
    max_seats_per_reservation  integer     NOT NULL CHECK (max_seats_per_reservation > 0),
    status                     text        NOT NULL CHECK (status IN ('ON_SALE', 'CLOSED')),
    revision                   bigint      NOT NULL,
    registered_at              timestamptz NOT NULL
) WITH (fillfactor = 20); -- the hot show's row is rewritten with every batch: room for that on its own page

-- The last id given to a show that was registered without one.
CREATE SEQUENCE musical_id_given;

-- A hold is the truth about seats taken. It is pending, then confirmed or released, each exactly once. A release that
-- arrives before its take leaves a released hold behind, and the take is refused.
CREATE TABLE hold (
    hold_id     uuid        PRIMARY KEY,
    musical_id  bigint      NOT NULL,
    seats       integer     NOT NULL CHECK (seats > 0),
    state       text        NOT NULL CHECK (state IN ('PENDING', 'CONFIRMED', 'RELEASED')),
    taken_at    timestamptz NOT NULL DEFAULT now(),
    released_at timestamptz CHECK ((released_at IS NOT NULL) = (state = 'RELEASED'))
) WITH (fillfactor = 80);
CREATE INDEX hold_pending ON hold (taken_at) WHERE state = 'PENDING';
CREATE INDEX hold_released ON hold (released_at) WHERE state = 'RELEASED';
