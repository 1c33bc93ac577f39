-- What customers were told, one row each time, never changed. notice_id is the id of the event that the notice tells
-- of, so it is told once however often the event comes. The one index serves both that and reading.

CREATE TABLE notice (
    reservation_id uuid        NOT NULL,
    notice_id      uuid        NOT NULL,
    sent_at        timestamptz NOT NULL,
    kind           text        NOT NULL,
    channel        text        NOT NULL,
    text           text        NOT NULL,
    PRIMARY KEY (reservation_id, notice_id)
);
