package outerpark.acceptance.architecture.wrong.common;

import outerpark.acceptance.architecture.wrong.musical.KnowsReservation;

/** Wrong: common knows contracts and http alone; and it is part of a cycle. */
public record KnowsMusical(KnowsReservation service) {}
