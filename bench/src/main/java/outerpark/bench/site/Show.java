package outerpark.bench.site;

/**
 * A show that the bench sells.
 *
 * @param seats all there are
 */
public record Show(long musicalId, int seats) {

    /** The body of a request for a seat, as a customer of ours sends it. */
    public String order() {
        return "{\"musicalId\":%d,\"seats\":1,".formatted(musicalId)
                + "\"customer\":{\"name\":\"Kim Minji\",\"email\":\"minji@example.com\"}}";
    }

    /** The same with nothing in it that only we know. */
    public String bareOrder() {
        return "{\"musicalId\":%d,\"seats\":1}".formatted(musicalId);
    }
}
