package outerpark.acceptance.architecture.wrong.contracts;

import outerpark.acceptance.architecture.wrong.common.KnowsMusical;

/** Wrong: contracts stand alone. */
public record KnowsCommon(KnowsMusical common) {}
