-- One payment for each reservation. A reservation cancelled before it was seen leaves a payment that is cancelled, and
-- changes nothing when it comes.

CREATE TABLE payment (
    reservation_id uuid        PRIMARY KEY,
    payment_id     uuid        NOT NULL UNIQUE,
    amount         bigint      NOT NULL CHECK (amount >= 0),
    method         text,
    opened_at      timestamptz NOT NULL,
    state          text        NOT NULL CHECK (state IN ('PENDING', 'DEFERRED', 'AWAITING_CUSTOMER', 'APPROVED',
                                                         'DECLINED', 'GIVING_BACK', 'REFUND_FAILED', 'CANCELLED')),
    -- on the way to the provider's decision
    may_be_taken   boolean     NOT NULL,
    is_due         boolean     NOT NULL,
    is_cancelled   boolean     NOT NULL,
    checkout       json,
    closes_at      timestamptz,
    payment_key    text,
    -- at its end
    decline_reason text        CHECK ((decline_reason IS NOT NULL) = (state = 'DECLINED')),
    money          bigint      CHECK (money >= 0
                                      AND (money IS NOT NULL) = (state IN ('GIVING_BACK', 'REFUND_FAILED', 'CANCELLED'))),
    provider_note  text,
    attempts       integer     NOT NULL,
    -- its turn: when it is next worked on, and whether somebody does so now
    claims         integer     NOT NULL,
    claimed        boolean     NOT NULL,
    turn_at        timestamptz CHECK (turn_at IS NOT NULL OR NOT claimed),
    revision       bigint      NOT NULL,
    updated_at     timestamptz NOT NULL,
    correlation_id text        NOT NULL,
    causation_id   uuid,
    traceparent    text
) WITH (fillfactor = 70);

-- Those whose turn comes: the new ones, and those that were tried before.
CREATE INDEX payment_new ON payment (turn_at) WHERE state = 'PENDING';
CREATE INDEX payment_again ON payment (turn_at) WHERE state <> 'PENDING' AND turn_at IS NOT NULL;

-- The sandbox provider's dial, if it was ever turned: one row.
CREATE TABLE sandbox_dial (
    only_one     boolean          PRIMARY KEY DEFAULT true CHECK (only_one),
    latency_ms   integer          NOT NULL CHECK (latency_ms >= 0),
    decline_rate double precision NOT NULL CHECK (decline_rate BETWEEN 0 AND 1),
    error_rate   double precision NOT NULL CHECK (error_rate BETWEEN 0 AND 1),
    down         boolean          NOT NULL
);
