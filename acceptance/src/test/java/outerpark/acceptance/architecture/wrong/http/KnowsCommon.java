package outerpark.acceptance.architecture.wrong.http;

import outerpark.acceptance.architecture.wrong.common.KnowsMusical;

/** Wrong: http knows contracts alone. */
public record KnowsCommon(KnowsMusical common) {}
