package outerpark.machine;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import outerpark.machine.console.Refused;

/**
 * What the file {@value #FILE} of a data folder says: who the installation is, how it runs, and what became of its own
 * database.
 *
 * @param secret in base64; all passwords and keys but the manager's are derived from it
 * @param managerPasswordHash empty until one is kept
 * @param systemIdentifier which PostgreSQL's data its own database is; empty until it has run once
 */
public record Marker(
        String secret,
        Topology topology,
        Optional<String> managerPasswordHash,
        Database database,
        Optional<String> systemIdentifier) {

    public static final String FILE = "outerpark.properties";

    private static final String FORMAT = "1";
    private static final int SECRET_BYTES = 32;
    private static final int INSTALLATION_BYTES = 8;
    private static final String HMAC = "HmacSHA256";

    /** How the installation runs. The data of one are laid out otherwise than those of the other. */
    public enum Topology {
        /** All in one process. Its folders do not note it: they are older than the other. */
        STANDALONE("", "of one that runs in one process (./outerpark run)"),
        /** A process for each service. */
        CLUSTER("cluster", "of one that runs as six services (./outerpark cluster)");

        private final String text;
        private final String words;

        Topology(String text, String words) {
            this.text = text;
            this.words = words;
        }
    }

    /** The folder's own database, as far as the marker knows. */
    public enum Database {
        /** An older OuterPark made the folder, which did not note it, and no newer one has had a database with it. */
        UNKNOWN(""),
        /** Not made yet. */
        NONE("none"),
        /** It was there as a whole, so it must be there. */
        MADE("made"),
        /** There is none: the folder belongs to an external one. */
        EXTERNAL("external"),
        /** A backup is being restored into this folder, or was, by a process that did not come to its end. */
        RESTORING("restoring");

        private final String text;

        Database(String text) {
            this.text = text;
        }
    }

    /** Of a new installation in one process. */
    public static Marker fresh() {
        return fresh(Topology.STANDALONE);
    }

    /** Of a new installation. */
    public static Marker fresh(Topology topology) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Marker(
                Base64.getEncoder().encodeToString(secret),
                topology,
                Optional.empty(),
                Database.NONE,
                Optional.empty());
    }

    /** Of an installation that comes out of a backup. */
    public static Marker restoring(String secret, Optional<String> managerPasswordHash) {
        return new Marker(secret, Topology.STANDALONE, managerPasswordHash, Database.RESTORING, Optional.empty());
    }

    /** Whether there is one in the folder. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * Reads the one in the folder.
     *
     * @throws Refused if it is damaged, or of an unknown format
     */
    public static Marker readFrom(Path folder) throws IOException {
        Properties kept = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(FILE))) {
            kept.load(reader);
        } catch (IllegalArgumentException e) {
            throw damaged(folder);
        }
        String format = kept.getProperty("format", "");
        if (!format.isEmpty() && !format.equals(FORMAT)) {
            throw new Refused("the data folder %s has the format %s, and this OuterPark knows format %s only"
                    .formatted(folder, format, FORMAT));
        }
        String secret = kept.getProperty("secret", "");
        Optional<Topology> topology = Arrays.stream(Topology.values())
                .filter(each -> each.text.equals(kept.getProperty("topology", "")))
                .findFirst();
        Optional<Database> database = Arrays.stream(Database.values())
                .filter(each -> each.text.equals(kept.getProperty("database", "")))
                .findFirst();
        if (format.isEmpty() || !isSecret(secret) || topology.isEmpty() || database.isEmpty()) {
            throw damaged(folder);
        }
        return new Marker(
                secret,
                topology.get(),
                Optional.ofNullable(kept.getProperty("manager.password-hash")),
                database.get(),
                Optional.ofNullable(kept.getProperty("database.system-identifier")));
    }

    /**
     * This marker, which is that of {@code folder}.
     *
     * @throws Refused if the installation there runs otherwise
     */
    public Marker requireRunsAs(Topology wanted, Path folder) {
        if (topology != wanted) {
            throw new Refused("the data in %s are those %s; choose another folder with --data-dir"
                    .formatted(folder, topology.words));
        }
        return this;
    }

    /** As it stands in the file. */
    public String text() {
        StringBuilder text = new StringBuilder("""
                # OuterPark's data folder. Keep this file secret, and keep it with the data.
                format=%s
                secret=%s
                """.formatted(FORMAT, secret));
        if (topology != Topology.STANDALONE) {
            text.append("topology=").append(topology.text).append('\n');
        }
        managerPasswordHash.ifPresent(
                hash -> text.append("manager.password-hash=").append(hash).append('\n'));
        if (database != Database.UNKNOWN) {
            text.append("database=").append(database.text).append('\n');
        }
        systemIdentifier.ifPresent(identifier ->
                text.append("database.system-identifier=").append(identifier).append('\n'));
        return text.toString();
    }

    public Marker withManagerPasswordHash(String hash) {
        return new Marker(secret, topology, Optional.of(hash), database, systemIdentifier);
    }

    public Marker with(Database other) {
        return new Marker(secret, topology, managerPasswordHash, other, systemIdentifier);
    }

    public Marker withSystemIdentifier(String identifier) {
        return new Marker(secret, topology, managerPasswordHash, database, Optional.of(identifier));
    }

    /** A key of 32 bytes for one purpose: always the same for this installation, and telling nothing of any other. */
    public byte[] keyFor(String purpose) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), HMAC));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(HMAC + " is part of every Java platform", e);
        }
    }

    /** What tells this installation from others: always the same, and no secret. */
    public String installation() {
        return HexFormat.of().formatHex(keyFor("installation"), 0, INSTALLATION_BYTES);
    }

    /** Whether it is one that {@link #fresh} could have made. */
    public static boolean isSecret(String text) {
        try {
            return Base64.getDecoder().decode(text).length == SECRET_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Refused damaged(Path folder) {
        return new Refused(folder.resolve(FILE) + " is damaged; bring it back from a backup");
    }

    /** Tells no secret. */
    @Override
    public String toString() {
        return "installation " + installation();
    }
}
