package outerpark.acceptance.architecture.wrong.musical.domain;

import java.sql.Timestamp;

/** Wrong: the domain knows no SQL. */
public record KnowsSql(Timestamp at) {}
