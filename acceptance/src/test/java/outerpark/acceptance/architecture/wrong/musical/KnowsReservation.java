package outerpark.acceptance.architecture.wrong.musical;

import outerpark.acceptance.architecture.wrong.contracts.KnowsCommon;
import outerpark.acceptance.architecture.wrong.reservation.Reservation;

/** Wrong: a service knows another; and it is part of a cycle. */
public record KnowsReservation(Reservation other, KnowsCommon contract) {}
