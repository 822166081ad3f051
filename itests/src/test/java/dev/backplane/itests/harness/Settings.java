package dev.backplane.itests.harness;

import java.nio.file.Path;

/** Where the build put things; set by the POM. Immutable. */
public final class Settings {
    private Settings() {}

    /** The version under test. */
    public static String version() {
        return required("backplane.version");
    }

    /** The root folder of the source tree. */
    public static Path root() {
        return Path.of(required("backplane.root")).toAbsolutePath().normalize();
    }

    /** The folder that tests may write to. */
    public static Path target() {
        return Path.of(required("backplane.target"));
    }

    /** The folder under {@link #target()} that no other JVM of the tests writes to. */
    public static Path own() {
        String own = System.getProperty("backplane.own");
        return own == null ? target() : Path.of(own);
    }

    /** The folder that this JVM unpacks containers in. */
    public static Path instances() {
        return own().resolve("instances");
    }

    /** The distribution's archive. */
    public static Path archive() {
        return root().resolve("karaf-assembly/target/backplane-" + version() + ".tar.gz");
    }

    /** The KAR of the features. */
    public static Path kar() {
        return root().resolve("features/target/backplane-" + version() + ".kar");
    }

    /** The archive of the unmodified Karaf. */
    public static Path stockArchive() {
        return target().resolve("stock/apache-karaf.tar.gz");
    }

    /** The program {@code mvn} that runs these tests. */
    public static Path maven() {
        return Path.of(required("backplane.maven.home"), "bin/mvn");
    }

    /** The local repository of this build. */
    public static Path localRepository() {
        return Path.of(required("backplane.maven.repository"));
    }

    /** The user settings of this build; the file may be missing. */
    public static Path mavenSettings() {
        return Path.of(required("backplane.maven.settings"));
    }

    /** The version of the plugin that generates projects. */
    public static String archetypePlugin() {
        return required("backplane.maven.archetype");
    }

    /** Whether long proofs run in full ({@code -Pproof}); otherwise in a short form. */
    public static boolean proof() {
        return Boolean.getBoolean("backplane.proof");
    }

    private static String required(String key) {
        String value = System.getProperty(key);
        if (value == null) {
            throw new IllegalStateException(
                    "system property " + key + " is not set: run the tests through Maven (mvn verify)");
        }
        return value;
    }
}
