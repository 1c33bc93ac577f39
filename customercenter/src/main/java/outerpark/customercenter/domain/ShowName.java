package outerpark.customercenter.domain;

/**
 * A show's name at some time.
 *
 * @param revision of the show; the highest is the newest
 */
public record ShowName(long musicalId, String name, long revision) {}
