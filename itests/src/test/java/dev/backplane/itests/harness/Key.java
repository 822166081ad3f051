package dev.backplane.itests.harness;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/** The key that the tests log in with; made anew for each run. Immutable. */
final class Key {
    /** The user that the key belongs to. */
    static final String USER = "itests";

    static final KeyPair PAIR = generate();

    private Key() {}

    /** The line of {@code etc/keys.properties} that lets the key in. */
    static String line() {
        String[] parts = PublicKeyEntry.toString(PAIR.getPublic()).split(" ");
        return USER + "=" + parts[1]
                + ",_g_:admingroup\n_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh\n";
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
