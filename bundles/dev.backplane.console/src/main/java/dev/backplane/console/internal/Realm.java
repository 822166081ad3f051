package dev.backplane.console.internal;

import java.util.Arrays;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * The users of the container. Thread-safe.
 *
 * @param role that a user must have
 */
record Realm(String realm, String role) {

    private static final String ROLE = "org.apache.karaf.jaas.boot.principal.RolePrincipal";

    /** Tells whether the password is the user's, and the user has the role. */
    boolean admits(String user, String password) {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        char[] characters = password.toCharArray();
        // the container's login modules are on its class path
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
        try {
            Subject subject = new Subject();
            LoginContext login = new LoginContext(realm, subject, asked -> answer(asked, user, characters));
            login.login();
            boolean admitted = subject.getPrincipals().stream()
                    .anyMatch(principal -> principal.getClass().getName().equals(ROLE)
                            && principal.getName().equals(role));
            login.logout();
            return admitted;
        } catch (LoginException e) {
            return false;
        } finally {
            Arrays.fill(characters, ' ');
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static void answer(Callback[] asked, String user, char[] password) {
        for (Callback callback : asked) {
            if (callback instanceof NameCallback name) {
                name.setName(user);
            } else if (callback instanceof PasswordCallback wanted) {
                wanted.setPassword(password);
            }
        }
    }
}
