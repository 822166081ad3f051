package dev.backplane.itests.harness;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import dev.backplane.api.Tool;
import dev.backplane.spi.slot.Slot;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes bundles of packages of compiled test classes, while tests run; their DS annotations are processed as in the
 * build. Thread-safe: it has no state.
 *
 * <pre>{@code
 * Path jar = TestBundle.of(FixtureTool.class);                      // named after the package, version 1.0.0
 * distribution.shell("bundle:install -s " + jar.toUri());
 * }</pre>
 */
public final class TestBundle {
    private TestBundle() {}

    /** Makes {@code bundles/PACKAGE-1.0.0.jar} of the package of {@code member}; the package is its name. */
    public static Path of(Class<?> member) {
        return of(member, "1.0.0", Map.of());
    }

    /**
     * Makes {@code bundles/PACKAGE-VERSION.jar} of the package of {@code member}.
     *
     * @param headers set in the manifest, or instructions to bnd, in the place of the usual ones
     * @throws IllegalStateException if bnd finds an error; the message has it
     */
    public static Path of(Class<?> member, String version, Map<String, String> headers) {
        String name = member.getPackageName();
        Path file = Settings.own().resolve("bundles").resolve(name + "-" + version + ".jar");
        try (Builder builder = new Builder()) {
            Set<File> path = new LinkedHashSet<>();
            for (Class<?> needed : Set.of(member, Tool.class, Slot.class)) {
                path.add(origin(needed));
            }
            builder.setClasspath(path.toArray(File[]::new));
            builder.setProperty(Constants.BUNDLE_SYMBOLICNAME, name);
            builder.setProperty(Constants.BUNDLE_VERSION, version);
            builder.setProperty(Constants.PRIVATE_PACKAGE, name);
            builder.setProperty(Constants.DSANNOTATIONS, "*");
            builder.setProperty(Constants.DSANNOTATIONS_OPTIONS, "norequirements");
            builder.setProperty(Constants.NOEXTRAHEADERS, "true");
            headers.forEach(builder::setProperty);
            Jar jar = builder.build();
            if (!builder.isOk()) {
                throw new IllegalStateException(
                        "bundle " + name + ": " + builder.getErrors() + " " + builder.getWarnings());
            }
            Files.createDirectories(file.getParent());
            jar.write(file.toFile());
            return file.toAbsolutePath();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("bundle " + name + " cannot be made", e);
        }
    }

    private static File origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toFile();
    }
}
