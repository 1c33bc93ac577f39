package outerpark.common.identity;

/** The roles of the product. */
public final class Roles {

    /** May register musicals and see every reservation. */
    public static final String MANAGER = "manager";

    private Roles() {}
}
