package outerpark.bench.site;

/**
 * A show that the bench sells.
 *
 * @param seats all there are
 * @param price of a seat, in KRW
 */
public record Show(long musicalId, int seats, int price) {}
