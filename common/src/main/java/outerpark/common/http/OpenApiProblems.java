package outerpark.common.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import outerpark.http.CorrelationId;
import outerpark.http.Problem;

/** Says of every operation in the OpenAPI document what all of them have in common: problems, and Correlation-Id. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OpenApiProblems implements OASFilter {

    private static final String SCHEMA = "Problem";
    private static final String REFERENCE = "#/components/schemas/" + SCHEMA;

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents().addSchema(SCHEMA, problem());
        if (document.getPaths() != null) {
            document.getPaths()
                    .getPathItems()
                    .values()
                    .forEach(path -> path.getOperations().values().forEach(OpenApiProblems::complete));
        }
    }

    private static void complete(Operation operation) {
        operation.getResponses().addAPIResponse("default", response("Any other problem"));
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            response.addHeader(CorrelationId.HEADER, text("Names this request; the caller's own, if it sent one"));
            if (status.startsWith("4") || status.startsWith("5") || status.equals("default")) {
                response.setContent(OASFactory.createContent()
                        .addMediaType(
                                Problem.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(REFERENCE))));
            }
            if (status.equals("503")) {
                response.addHeader("Retry-After", text("Seconds to wait before trying again"));
            }
        });
    }

    private static APIResponse response(String description) {
        return OASFactory.createAPIResponse().description(description);
    }

    private static Header text(String description) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }

    private static Schema problem() {
        Schema violation = object(Map.of("field", string("Which"), "message", string("What is wrong with it")));
        return object(Map.of(
                        "type", string("urn:outerpark:problem:<code>"),
                        "title", string("The kind of problem"),
                        "status", integer("The HTTP status"),
                        "detail", string("What is wrong this time"),
                        "correlationId", string("Names the request"),
                        "violations", array(violation, "All that is wrong with an invalid request"),
                        "reservableSeat", integer("With insufficient-seats: what is left"),
                        "attempts", integer("With event-refused: how often it was tried")))
                .description("A problem document (RFC 9457)")
                .required(List.of("type", "title", "status", "detail", "correlationId"));
    }

    private static Schema object(Map<String, Schema> properties) {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT).properties(properties);
    }

    private static Schema array(Schema items, String description) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.ARRAY)
                .items(items)
                .description(description);
    }

    private static Schema string(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }

    private static Schema integer(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).description(description);
    }
}
