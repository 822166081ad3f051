package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one call asks its client between two runs of its handler, in every era. Guarded by itself. */
final class Asking {

    private final Call<?> call;
    private final CallServices services;
    private final CallAnswers answers;
    private @Nullable Round open;

    Asking(Call<?> call, CallServices services, CallAnswers answers) {
        this.call = call;
        this.services = services;
        this.answers = answers;
    }

    void ask(Map<String, Ask<?>> asked) {
        call.life().stopTimer();
        Reply reply = call.reply();
        RpcRequest request = call.request();
        LiveSession session = request.session();
        if (reply instanceof TaskReply task) {
            task.ask(asked, this::resume);
        } else if (session == null) {
            if (call.endedWell()) {
                reply.result(services.states().inputRequired(request, asked, answers.known()));
            }
        } else {
            // A call that ran at once can be cancelled from here on.
            session.begin(request.id(), call);
            long millis = services.settings().get().calls().askTimeMillis();
            call.life().expectWithin(millis, () -> unanswered(session, millis));
            askLegacy(session, reply, asked);
        }
    }

    private void askLegacy(LiveSession session, Reply reply, Map<String, Ask<?>> asked) {
        Round next = services.questions().open(session, asked, this::resume);
        synchronized (this) {
            open = next;
        }
        if (call.life().over()) {
            services.questions().withdraw(session, reply, next, "the call is over");
        } else {
            services.questions().send(session, reply, next, null);
        }
    }

    private synchronized @Nullable Round open() {
        return open;
    }

    private void unanswered(LiveSession session, long millis) {
        Round round = open();
        boolean waiting = round == null
                || services.questions().withdraw(session, call.reply(), round, "it was not answered in time");
        if (waiting && call.endedWell()) {
            call.reply()
                    .error(
                            200,
                            ProtocolException.INTERNAL_ERROR,
                            "The client did not answer within " + millis + " ms",
                            null);
        }
    }

    /** Tells the client that it need not answer any more. */
    void withdraw(String reason) {
        Round round = open();
        LiveSession session = call.request().session();
        if (round != null && session != null) {
            services.questions().withdraw(session, call.reply(), round, reason);
        }
    }

    private void resume(Map<String, @Nullable Object> more) {
        call.life().stopTimer();
        answers.add(more);
        call.proceed();
    }
}
