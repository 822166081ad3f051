package dev.backplane.itests.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** Karaf's shell over ssh, one session a command. Thread-safe. */
public final class Shell {
    private static final Duration LOGIN = Duration.ofSeconds(20);
    private static final Duration COMMAND = Duration.ofSeconds(60);

    private final int port;

    Shell(int port) {
        this.port = port;
    }

    /**
     * Runs a command and gives what it printed, without colours.
     *
     * @throws ShellFailure if it ends with a status other than 0; the message has what it printed
     */
    public String run(String command) {
        try (SshClient client = client()) {
            try (ClientSession session =
                    client.connect(Key.USER, "127.0.0.1", port).verify(LOGIN).getSession()) {
                session.addPublicKeyIdentity(Key.PAIR);
                session.auth().verify(LOGIN);
                return execute(session, command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ssh to port " + port + ": " + command, e);
        }
    }

    /**
     * Types keys into a session with a terminal, as people do, and waits until it shows a text.
     *
     * @throws AssertionError if it does not
     */
    public void type(String keys, String shown) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (SshClient client = client();
                ClientSession session = client.connect(Key.USER, "127.0.0.1", port)
                        .verify(LOGIN)
                        .getSession()) {
            session.addPublicKeyIdentity(Key.PAIR);
            session.auth().verify(LOGIN);
            try (var channel = session.createShellChannel()) {
                channel.setOut(output);
                channel.setErr(output);
                channel.open().verify(LOGIN);
                Await.until("a prompt", COMMAND, () -> plain(output).contains("> "));
                channel.getInvertedIn().write(keys.getBytes(StandardCharsets.UTF_8));
                channel.getInvertedIn().flush();
                Await.until(shown, COMMAND, () -> plain(output).contains(shown));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ssh to port " + port + ": " + keys, e);
        }
    }

    private static String plain(ByteArrayOutputStream output) {
        return output.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
    }

    /** Whether the password lets the user in. */
    public boolean accepts(String user, String password) {
        try (SshClient client = client()) {
            try (ClientSession session =
                    client.connect(user, "127.0.0.1", port).verify(LOGIN).getSession()) {
                session.addPasswordIdentity(password);
                return session.auth().await(LOGIN) && session.isAuthenticated();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static SshClient client() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.start();
        return client;
    }

    private static String execute(ClientSession session, String command) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (var channel = session.createExecChannel(command)) {
            channel.setOut(output);
            channel.setErr(output);
            channel.open().verify(LOGIN);
            var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), COMMAND);
            String text = plain(output);
            if (!events.contains(ClientChannelEvent.CLOSED)) {
                throw new ShellFailure(command + " did not end in " + COMMAND.toSeconds() + " s:\n" + text);
            }
            Integer status = channel.getExitStatus();
            if (status == null || status != 0) {
                throw new ShellFailure(command + " ended with " + status + ":\n" + text);
            }
            return text;
        }
    }

    /** A command that ended with a status other than 0. */
    public static final class ShellFailure extends RuntimeException {
        private ShellFailure(String message) {
            super(message);
        }
    }
}
