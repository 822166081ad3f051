package dev.backplane.checklist.internal.natives;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import javax.net.ssl.SSLContext;
import org.osgi.service.component.annotations.Component;

/** Whether TLS comes from the JDK. */
@Component(service = Check.class)
public final class Tls extends RosterCheck {

    public Tls() {
        super("native.tls");
    }

    @Override
    public Measurement measure() throws NoSuchAlgorithmException {
        Provider provider = SSLContext.getInstance("TLS").getProvider();
        boolean jdk = Object.class
                .getModule()
                .getLayer()
                .modules()
                .contains(provider.getClass().getModule());
        return Measurement.of(jdk ? 0 : 1, "foreign providers", "0", jdk ? Verdict.OPTIMAL : Verdict.BOTTLENECK)
                .saying(provider.getName() + " " + provider.getVersionStr() + " in "
                        + provider.getClass().getModule())
                .remedy(Action.advice(
                        "have " + provider.getName() + " come after SunJSSE among the security providers"));
    }
}
