package outerpark.customercenter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The view as a whole: it is derived, so it can be made anew at any time from what the services told. */
public interface View {

    /**
     * Where the view stands.
     *
     * @param isRebuilding whether it is being rebuilt
     * @param begunAt when the latest rebuilding began; empty if there was none
     * @param behind how many events of each source are told and not yet in the view
     */
    record Standing(boolean isRebuilding, Optional<Instant> begunAt, SortedMap<String, Long> behind) {}

    Standing standing();

    /**
     * Begins to make it anew, unless that is under way already; then that goes on.
     *
     * @return the sources whose log is not whole any more; if there are any nothing is done, for a view made anew from
     *     them would lack its older stories
     */
    List<String> begin();
}
