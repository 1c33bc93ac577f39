-- Reservations. A row names its hold, and a hold is named once: by a reservation, or by the note that it was abandoned
-- (status ABANDONED, the hold's id in both keys), after which no reservation can be stored for it.
CREATE TABLE reservation (
    reservation_id uuid        PRIMARY KEY,
    hold_id        uuid        NOT NULL UNIQUE,
    status         text        NOT NULL CHECK (status IN ('RESERVED', 'CONFIRMED', 'CANCELLED', 'ABANDONED')),
    reason         text        CHECK ((reason IS NOT NULL) = (status = 'CANCELLED')),
    payment        text,
    musical_id     bigint,
    seats          integer     CHECK (seats > 0),
    amount         bigint      CHECK (amount >= 0),
    payment_method text,
    customer_name  text,
    customer_email text,
    customer_phone text,
    body_hash      uuid,       -- of the request that came with an idempotency key
    reserved_at    timestamptz NOT NULL,
    pay_by         timestamptz,
    due_asked      boolean     NOT NULL DEFAULT false,
    revision       bigint      NOT NULL,
    correlation_id text,
    traceparent    text,
    CHECK (status = 'ABANDONED' OR (payment IS NOT NULL AND musical_id IS NOT NULL AND seats IS NOT NULL
           AND amount IS NOT NULL AND pay_by IS NOT NULL AND correlation_id IS NOT NULL))
) WITH (fillfactor = 75); -- nearly every row is rewritten once, when it is paid

CREATE INDEX reservation_due ON reservation (pay_by) WHERE status = 'RESERVED' AND NOT due_asked;
-- Lists have the newest first, of all shows or of one.
CREATE INDEX reservation_newest ON reservation (reserved_at, reservation_id) WHERE status <> 'ABANDONED';
CREATE INDEX reservation_of_musical ON reservation (musical_id, reserved_at, reservation_id) WHERE status <> 'ABANDONED';
-- For the manager's search, which is by the beginning of what the customer gave, whatever its case.
CREATE INDEX reservation_by_name ON reservation (lower(customer_name) text_pattern_ops) WHERE customer_name IS NOT NULL;
CREATE INDEX reservation_by_email ON reservation (lower(customer_email) text_pattern_ops) WHERE customer_email IS NOT NULL;
CREATE INDEX reservation_by_phone ON reservation (regexp_replace(customer_phone, '[^0-9]', '', 'g') text_pattern_ops)
    WHERE customer_phone IS NOT NULL;
