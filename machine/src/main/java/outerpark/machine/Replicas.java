package outerpark.machine;

import java.util.HashMap;
import java.util.Map;
import outerpark.machine.console.Refused;

/**
 * How many processes each service runs in.
 *
 * @param counts of those that run in more than one
 */
public record Replicas(Map<String, Integer> counts) {

    /** PostgreSQL has connections for no more, and no machine has use for more. */
    public static final int MAX = 4;

    /** Every service in one. */
    public static final Replicas NONE = new Replicas(Map.of());

    public Replicas {
        counts = Map.copyOf(counts);
    }

    /**
     * Reads them from text such as {@code reservation=2,musical=2}.
     *
     * @throws Refused if it makes no sense
     */
    public static Replicas parse(String text) {
        Map<String, Integer> counts = new HashMap<>();
        for (String each : text.split(",", -1)) {
            String[] parts = each.strip().split("=", -1);
            if (parts.length != 2 || !ServiceRoles.SERVICES.contains(parts[0]) || counts.containsKey(parts[0])) {
                throw noReplicas(each);
            }
            counts.put(parts[0], count(each, parts[1]));
        }
        return new Replicas(counts);
    }

    public int of(String service) {
        return counts.getOrDefault(service, 1);
    }

    private static int count(String each, String text) {
        if (text.length() == 1 && text.charAt(0) >= '1' && text.charAt(0) <= '0' + MAX) {
            return text.charAt(0) - '0';
        }
        throw noReplicas(each);
    }

    private static Refused noReplicas(String each) {
        return Refused.usage("%s is not possible for --replicas: a service once, and 1 to %d, as in musical=2"
                .formatted(each.isBlank() ? "nothing" : each.strip(), MAX));
    }
}
