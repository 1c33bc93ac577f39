package outerpark.machine;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.jboss.logging.Logger;
import outerpark.machine.console.Refused;

/**
 * The manager's password: given, kept from an earlier start, or made now.
 *
 * <p>One that is made now is kept only after it has been told. A process that dies in between has told a password that
 * the next start replaces by one that it tells again: there is never one that nobody has seen.
 *
 * @param toTell the password in clear, if it was made now
 */
public record ManagerPassword(String hash, Optional<String> toTell) {

    private static final Logger LOG = Logger.getLogger(ManagerPassword.class);
    private static final int LENGTH_MIN = 8;

    /** bcrypt reads no further, so a longer password would be cut without a word. */
    private static final int BYTES_MAX = 72;

    /** 32 characters that no reader takes for one another: 5 bits each. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 7;
    private static final int GROUP_LENGTH = 4;

    /**
     * Sees to it that one can be used.
     *
     * @throws Refused if not
     */
    public static void requireUsable(String given) {
        if (given.length() < LENGTH_MIN || given.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new Refused("OUTERPARK_MANAGER_PASSWORD must have at least %d characters and at most %d bytes"
                    .formatted(LENGTH_MIN, BYTES_MAX));
        }
    }

    /**
     * The one that holds from now on. To find that out takes a good part of a second, as it would take whoever guesses.
     *
     * @param kept the hash of the one that holds so far
     * @throws Refused if the one that is given cannot be used
     */
    public static ManagerPassword decide(Optional<String> given, Optional<String> kept) {
        if (given.isPresent()) {
            return use(given.get(), kept);
        }
        if (kept.isPresent()) {
            return new ManagerPassword(kept.get(), Optional.empty());
        }
        String made = make();
        return new ManagerPassword(BcryptUtil.bcryptHash(made), Optional.of(made));
    }

    /** Keeps it, if it was given and is another than the one that is kept; durable when it returns. */
    public void keepGiven(DataFolder folder) throws IOException {
        if (toTell.isEmpty() && !folder.managerPasswordHash().equals(Optional.of(hash))) {
            folder.keepManagerPasswordHash(hash);
        }
    }

    /** Keeps the one that has just been told, if one has. */
    public void keepTold(DataFolder folder) {
        if (toTell.isPresent()) {
            try {
                folder.keepManagerPasswordHash(hash);
            } catch (IOException e) {
                LOG.error("the manager's password cannot be kept; the next start makes another one", e);
            }
        }
    }

    private static ManagerPassword use(String given, Optional<String> kept) {
        requireUsable(given);
        String hash =
                kept.filter(known -> BcryptUtil.matches(given, known)).orElseGet(() -> BcryptUtil.bcryptHash(given));
        return new ManagerPassword(hash, Optional.empty());
    }

    /** 140 random bits. */
    private static String make() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
            if (i > 0 && i % GROUP_LENGTH == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
