package outerpark.customercenter.domain;

import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.OfReservation;

/** The services that tell something about a reservation. What one of them tells arrives in the order it was told. */
enum Teller {
    RESERVATION,
    PAYMENT,
    MUSICAL,
    NOTICE;

    /** Who tells events of that type. */
    static Teller of(OfReservation event) {
        return switch (event) {
            case Event.ReservationPlaced _,
                    Event.ReservationConfirmed _,
                    Event.ReservationCancelled _,
                    Event.PaymentDue _,
                    Event.TokenRequested _ -> RESERVATION;
            case Event.PaymentAwaitsCustomer _,
                    Event.PaymentDeferred _,
                    Event.PaymentApproved _,
                    Event.PaymentDeclined _,
                    Event.PaymentCancelled _,
                    Event.RefundFailed _ -> PAYMENT;
            case Event.SeatsReleased _ -> MUSICAL;
            case Event.NoticeSent _ -> NOTICE;
        };
    }
}
