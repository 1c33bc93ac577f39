package outerpark.standalone;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import outerpark.common.identity.Access;

/** The product's OpenAPI document: what stands above the single operations. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "OuterPark",
                        version = "1.0.0",
                        description = "Sells musical tickets, never a seat twice. Every answer of 4xx and 5xx is"
                                + " application/problem+json (RFC 9457); every answer carries Correlation-Id.",
                        license =
                                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0.txt")))
@SecurityScheme(
        securitySchemeName = "manager",
        type = SecuritySchemeType.HTTP,
        scheme = "basic",
        description = "The manager's user name and password.")
@SecurityScheme(
        securitySchemeName = "customer",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        bearerFormat = "JWT",
        description = "A signed-in customer's token from the issuer that the installation trusts. Whoever makes a"
                + " reservation with it is its owner. With the group manager in it, it is the manager's.")
@SecurityScheme(
        securitySchemeName = "reservationToken",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.HEADER,
        apiKeyName = Access.TOKEN_HEADER,
        description = "The token from the answer to a guest's reservation, which alone opens it.")
public final class PublicApi extends Application {}
