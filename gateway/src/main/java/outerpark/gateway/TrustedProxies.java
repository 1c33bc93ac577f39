package outerpark.gateway;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whose word is taken about where a request comes from; that of all others is dropped. */
final class TrustedProxies {

    static final String FOR = "X-Forwarded-For";
    static final String PROTO = "X-Forwarded-Proto";
    static final String HOST = "X-Forwarded-Host";

    /** An IPv6 client has a network of that many bytes to itself, with as many addresses as it likes. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private static final int IPV6_BYTES = 16;

    private final List<IpSubnetFilterRule> ranges;

    /**
     * @param ranges addresses, or ranges such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one is neither
     */
    TrustedProxies(List<String> ranges) {
        this.ranges = ranges.stream().map(TrustedProxies::range).toList();
    }

    /** Who is asking, for rate limits: the address, of IPv6 its network. */
    String clientOf(HttpServerRequest request) {
        InetAddress client = addressOf(request);
        List<String> told = request.headers().getAll(FOR);
        String[] hops = String.join(",", told).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
            @Nullable InetAddress before = address(hops[i].strip());
            if (before == null) {
                break;
            }
            client = before;
        }
        byte[] bytes = client.getAddress();
        return HexFormat.of().formatHex(bytes.length == IPV6_BYTES ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes);
    }

    /** Adds to the headers that go on what is known about where the request comes from. */
    void tell(HttpServerRequest request, MultiMap headers) {
        InetAddress peer = addressOf(request);
        boolean isTrusted = isTrusted(peer);
        String told = isTrusted ? String.join(", ", request.headers().getAll(FOR)) : "";
        headers.set(FOR, told.isEmpty() ? peer.getHostAddress() : told + ", " + peer.getHostAddress());
        headers.set(PROTO, toldOr(isTrusted, request, PROTO, "http"));
        headers.set(HOST, toldOr(isTrusted, request, HOST, String.valueOf(request.getHeader(HttpHeaders.HOST))));
    }

    private static String toldOr(boolean isTrusted, HttpServerRequest request, String header, String known) {
        String told = isTrusted ? request.getHeader(header) : null;
        return told == null ? known : told;
    }

    private boolean isTrusted(InetAddress address) {
        InetSocketAddress peer = new InetSocketAddress(address, 0);
        return ranges.stream().anyMatch(range -> range.matches(peer));
    }

    private static InetAddress addressOf(HttpServerRequest request) {
        return Objects.requireNonNull(address(request.remoteAddress().hostAddress()), "the peer has an address");
    }

    /** Never asks a name server. */
    private static @Nullable InetAddress address(String text) {
        byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static IpSubnetFilterRule range(String text) {
        int slash = text.indexOf('/');
        @Nullable InetAddress base = address(slash < 0 ? text : text.substring(0, slash));
        if (base == null) {
            throw new IllegalArgumentException(text + " is neither an address nor a range such as 10.0.0.0/8");
        }
        int bits = slash < 0 ? base.getAddress().length * Byte.SIZE : Integer.parseInt(text.substring(slash + 1));
        return new IpSubnetFilterRule(base, bits, IpFilterRuleType.ACCEPT);
    }
}
