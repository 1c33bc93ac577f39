package outerpark.notice;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.common.annotation.Identifier;
import io.vertx.ext.mail.SMTPException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import outerpark.common.database.Transaction;
import outerpark.common.events.Outbox;
import outerpark.common.identity.ReservationTokens;
import outerpark.contracts.calls.Contacts;
import outerpark.contracts.calls.Contacts.Contact;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.NoticeSent;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.notice.domain.Language;
import outerpark.notice.domain.Letter;
import outerpark.notice.domain.Message;
import outerpark.notice.domain.Notice;

/**
 * Brings notices by e-mail to those who gave an address. SMTP cannot say for certain that a mail was not taken; one
 * that goes twice has the same {@code Message-ID}, by which mail programs know it.
 */
@Singleton
final class MailCarrier implements Carrier {

    /** A sent notice never changes. */
    private static final int ONLY_REVISION = 1;

    /** Where reservation is a process of its own. */
    private static final Duration CONTACTS_WITHIN = Duration.ofSeconds(10);

    /** The server's answers that say that there is no such address. */
    private static final Set<Integer> NO_SUCH_ADDRESS = Set.of(550, 551, 553);

    private final MailConfig config;
    private final ReactiveMailer mailer;
    private final Contacts contacts;
    private final ReservationTokens tokens;
    private final Outbox outbox;
    private final Clock clock;
    private final Language language;
    private final String from;

    @Inject
    MailCarrier(
            MailConfig config,
            ReactiveMailer mailer,
            Contacts contacts,
            ReservationTokens tokens,
            @Identifier(NoticeDatabase.NAME) Outbox outbox,
            Clock clock,
            @ConfigProperty(name = "outerpark.notice.language") Language language) {
        this.config = config;
        this.mailer = mailer;
        this.contacts = contacts;
        this.tokens = tokens;
        this.outbox = outbox;
        this.clock = clock;
        this.language = language;
        this.from = isOn() ? sender(config) : "";
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    @Override
    public boolean isOn() {
        return config.host().isPresent();
    }

    @Override
    public int concurrentMax() {
        return config.concurrentMax();
    }

    @Override
    public Duration longest() {
        return config.timeout().plus(CONTACTS_WITHIN);
    }

    @Override
    public Round begin(List<Delivery> deliveries) {
        Map<UUID, Contact> known = contacts.of(
                deliveries.stream().map(MailCarrier::reservationOf).distinct().toList());
        return new Round() {
            @Override
            public boolean bring(Delivery delivery) throws Exception {
                Contact contact = known.get(reservationOf(delivery));
                if (contact == null || contact.email() == null) {
                    return false;
                }
                send(delivery, contact, contact.email());
                return true;
            }

            @Override
            public void arrived(Transaction transaction, List<Delivery> arrived) throws SQLException {
                note(transaction, arrived);
            }
        };
    }

    /** What the server says may have the address in it, which is to be kept nowhere: its code is all that is told. */
    private void send(Delivery delivery, Contact contact, String address) throws Undeliverable, IOException {
        OfReservation event = (OfReservation) delivery.event().data();
        Language spoken = Language.of(contact.language()).orElse(language);
        Message message = Message.about(event, spoken).orElseThrow();
        Letter letter = Letter.about(event, message, contact.name(), tokens.tokenOf(event.reservationId()), spoken);
        Mail mail = Mail.withText(address, letter.subject(), letter.body())
                .setFrom(from)
                .addHeader("Message-ID", "<%s@%s>".formatted(delivery.event().eventId(), domainOf(from)))
                .addHeader("Auto-Submitted", "auto-generated")
                .addHeader("Content-Language", spoken.name().toLowerCase(Locale.ROOT));
        try {
            mailer.send(mail).await().atMost(config.timeout());
        } catch (CompletionException e) {
            if (e.getCause() instanceof SMTPException refusal) {
                String why = "the mail server answers " + refusal.getReplyCode();
                if (NO_SUCH_ADDRESS.contains(refusal.getReplyCode())) {
                    throw new Undeliverable(why);
                }
                throw new IOException(why);
            }
            throw new IOException("the mail server is not reached: "
                    + String.valueOf(e.getCause()).replaceAll(":.*", ""));
        } catch (IllegalArgumentException e) {
            throw new Undeliverable("no mail can be written to that address");
        }
    }

    /** What was sent stands among the notices, and in the story. */
    private void note(Transaction transaction, List<Delivery> sent) throws SQLException {
        Instant now = clock.instant();
        List<Notice> notices = new ArrayList<>();
        List<Envelope> told = new ArrayList<>();
        for (Delivery delivery : sent) {
            OfReservation event = (OfReservation) delivery.event().data();
            Message message = Message.about(event, language).orElseThrow();
            Notice notice = new Notice(
                    sentIdOf(delivery),
                    event.reservationId(),
                    message.kind(),
                    message.text(),
                    Notice.Channel.EMAIL,
                    now);
            notices.add(notice);
            told.add(Cause.of(delivery.event()).leadsTo(notice.sent(), ONLY_REVISION, now));
        }
        Set<UUID> isNew = NoticeStore.insertNew(transaction.connection(), notices);
        told.removeIf(
                envelope -> !(envelope.data() instanceof NoticeSent sentNow && isNew.contains(sentNow.noticeId())));
        outbox.append(transaction, told);
    }

    /** The same however often it is sent: a replay is no other notice. */
    private static UUID sentIdOf(Delivery delivery) {
        return UUID.nameUUIDFromBytes(
                (Channel.EMAIL + " " + delivery.event().eventId()).getBytes(StandardCharsets.UTF_8));
    }

    private static UUID reservationOf(Delivery delivery) {
        return ((OfReservation) delivery.event().data()).reservationId();
    }

    private static String sender(MailConfig config) {
        Optional<String> from = config.from().filter(address -> address.contains("@"));
        return from.orElseThrow(() -> new IllegalStateException(
                "outerpark.mail.host needs outerpark.mail.from, the address that e-mails to customers come from"));
    }

    private static String domainOf(String address) {
        return address.substring(address.lastIndexOf('@') + 1).replace(">", "").strip();
    }
}
