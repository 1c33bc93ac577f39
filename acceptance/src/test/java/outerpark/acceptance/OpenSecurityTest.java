package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.acceptance.BoxOffice.Booked;

/** With open security the seed's commands work verbatim, on this machine and nowhere else. */
class OpenSecurityTest {

    @Test
    void theSeedsCommandsNeedNoCredentials() {
        try (Standalone system = Standalone.started(Map.of("OUTERPARK_SECURITY", "open"))) {
            Client anybody = Client.guest(system);
            anybody.post("/musicals", """
                    {"musicalId": "1003", "name": "HOT", "reservableSeat": "100000"}""").expect(201);
            Booked booked = BoxOffice.booked(anybody.post("/reservations", """
                    {"musicalId": "1003", "seats": 1}""").expect(201));
            BoxOffice office = new BoxOffice(system);
            office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");

            anybody.get("/reservations?musicalId=1003").expect(200);
            anybody.get("/reservations/" + booked.id()).expect(200);
            anybody.get("/payments?reservationId=" + booked.id()).expect(200);
            anybody.get("/notices?reservationId=" + booked.id()).expect(200);
            anybody.get("/myPages/" + booked.id()).expect(200);
            anybody.patch("/musicals/1003", """
                    {"name": "HOTTER"}""").expect(200);
            anybody.delete("/reservations/" + booked.id()).expect(202);
            office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
            office.awaitReservable(1003, 100_000);
            assertThat(system.console().out()).contains("Security is open");
        }
    }

    @Test
    void itIsRefusedWhereOthersCouldReachIt(@TempDir Path folder) {
        Console.start(
                        folder,
                        Standalone.productCommand("--host", "0.0.0.0", "--port", "0", "--security", "open"),
                        Map.of("OUTERPARK_DATA_DIR", folder.resolve("data").toString()))
                .refusesToStart(1, "open security", "loopback");
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
