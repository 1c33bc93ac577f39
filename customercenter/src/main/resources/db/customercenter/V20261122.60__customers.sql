-- Whose reservations are whose, of customers who were signed in; the newest of one customer are read together.
CREATE TABLE customer_reservation (
    customer_id    uuid        NOT NULL,
    placed_at      timestamptz NOT NULL,
    reservation_id uuid        NOT NULL,
    PRIMARY KEY (customer_id, placed_at, reservation_id)
);
