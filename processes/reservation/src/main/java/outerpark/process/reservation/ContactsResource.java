package outerpark.process.reservation;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import outerpark.contracts.calls.Contacts;
import outerpark.contracts.calls.HttpCalls;
import outerpark.process.ServiceCredential;

/** Where customers are reached, over HTTP, for notice alone. */
@Path(HttpCalls.CONTACTS)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(ServiceCredential.ROLE)
public class ContactsResource {

    private final Contacts contacts;

    ContactsResource(Contacts contacts) {
        this.contacts = contacts;
    }

    @POST
    @RunOnVirtualThread
    @Operation(hidden = true)
    public HttpCalls.ContactAnswers of(HttpCalls.AskContacts call) {
        return new HttpCalls.ContactAnswers(contacts.of(call.reservationIds()));
    }
}
