package outerpark.customercenter.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far somebody has followed a story: how many events of each teller are behind them. One number would not do: the
 * tellers are heard independently, so a step that is heard of late may stand before one that was read already.
 *
 * @param generation of the view; the counts mean nothing in another one, where events may have come in another order
 */
public record Bookmark(int generation, int reservation, int payment, int musical, int notice) {

    /** Nothing is behind. */
    public static final Bookmark BEGIN = beginOf(0);

    private static final String COUNT = "([0-9]{1,6})";
    private static final Pattern TEXT = Pattern.compile(COUNT + "-" + String.join("\\.", COUNT, COUNT, COUNT, COUNT));

    /** Nothing is behind in that generation. */
    static Bookmark beginOf(int generation) {
        return new Bookmark(generation, 0, 0, 0, 0);
    }

    /** Reads what {@link #toString} wrote; empty if it did not. */
    public static Optional<Bookmark> parse(String text) {
        Matcher counts = TEXT.matcher(text);
        return counts.matches()
                ? Optional.of(new Bookmark(
                        number(counts, 1), number(counts, 2), number(counts, 3), number(counts, 4), number(counts, 5)))
                : Optional.empty();
    }

    int behind(Teller teller) {
        return switch (teller) {
            case RESERVATION -> reservation;
            case PAYMENT -> payment;
            case MUSICAL -> musical;
            case NOTICE -> notice;
        };
    }

    /** With one more event of the teller behind it. */
    Bookmark past(Teller teller) {
        return switch (teller) {
            case RESERVATION -> new Bookmark(generation, reservation + 1, payment, musical, notice);
            case PAYMENT -> new Bookmark(generation, reservation, payment + 1, musical, notice);
            case MUSICAL -> new Bookmark(generation, reservation, payment, musical + 1, notice);
            case NOTICE -> new Bookmark(generation, reservation, payment, musical, notice + 1);
        };
    }

    /** The generation, a hyphen, and the counts with dots between them. */
    @Override
    public String toString() {
        return generation + "-" + reservation + "." + payment + "." + musical + "." + notice;
    }

    private static int number(Matcher counts, int group) {
        return Integer.parseInt(counts.group(group));
    }
}
