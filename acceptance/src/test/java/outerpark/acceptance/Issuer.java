package outerpark.acceptance;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** Signs customers in: makes tokens (JWT, RS256), and serves the key that they are checked with. */
final class Issuer {

    private static final String NAME = "https://customers.example";
    private static final String KEY_ID = "a-key";
    private static final Issuer ONLY = new Issuer();

    private final KeyPair keys = newKeys();
    private final HttpServer server = serve();

    private Issuer() {}

    static Issuer running() {
        return ONLY;
    }

    /** What a system needs to trust it. */
    Map<String, String> environment() {
        return Map.of(
                "MP_JWT_VERIFY_ISSUER",
                NAME,
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    /** A customer's token, for an hour. */
    String token(String subject) {
        return token(subject, NAME, Duration.ofHours(1), keys, "[]");
    }

    /** A token of somebody who is in those groups, as JSON. */
    String tokenInGroups(String subject, String groups) {
        return token(subject, NAME, Duration.ofHours(1), keys, groups);
    }

    String expiredToken(String subject) {
        return token(subject, NAME, Duration.ofHours(-1), keys, "[]");
    }

    String tokenOfAnotherIssuer(String subject) {
        return token(subject, "https://elsewhere.example", Duration.ofHours(1), keys, "[]");
    }

    String tokenSignedByAnother(String subject) {
        return token(subject, NAME, Duration.ofHours(1), newKeys(), "[]");
    }

    private static String token(String subject, String issuer, Duration valid, KeyPair keys, String groups) {
        String head = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + KEY_ID + "\"}");
        Instant now = Instant.now();
        String body = base64("""
                {"iss": "%s", "sub": "%s", "upn": "%s", "groups": %s, "iat": %d, "exp": %d, "jti": "%s"}""".formatted(
                        issuer,
                        subject,
                        subject,
                        groups,
                        now.minusSeconds(7_200).getEpochSecond(),
                        now.plus(valid).getEpochSecond(),
                        subject));
        return head + "." + body + "." + signed(head + "." + body, keys);
    }

    private static String signed(String text, KeyPair keys) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpServer serve() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        byte[] document = """
                {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "%s", "n": "%s", "e": "%s"}]}""".formatted(KEY_ID, number(key.getModulus()), number(key.getPublicExponent()))
                .getBytes(StandardCharsets.UTF_8);
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/jwks.json", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, document.length);
                exchange.getResponseBody().write(document);
                exchange.close();
            });
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the sign's byte. */
    private static String number(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
