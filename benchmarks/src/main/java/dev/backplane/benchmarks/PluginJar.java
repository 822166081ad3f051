package dev.backplane.benchmarks;

import dev.backplane.benchmarks.plugin.PlainEchoTool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes a bundle of the plugin of the scenarios. */
final class PluginJar {

    private static final String COMPONENT = "OSGI-INF/plain-echo.xml";

    private PluginJar() {}

    /** Writes the bundle; where the file is in the folder {@code deploy} of a distribution, that installs it. */
    static void write(Path file) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", PlainEchoTool.class.getPackageName());
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", "dev.backplane.api");
        main.putValue("Service-Component", COMPONENT);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Class<?> type : new Class<?>[] {PlainEchoTool.class, PlainEchoTool.Message.class}) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    if (in == null) {
                        throw new IOException("no class file " + name);
                    }
                    in.transferTo(jar);
                }
            }
            jar.putNextEntry(new JarEntry(COMPONENT));
            jar.write(component().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String component() {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="plain-echo">
                  <implementation class="%s"/>
                  <service><provide interface="dev.backplane.api.Tool"/></service>
                </scr:component>
                """.formatted(PlainEchoTool.class.getName());
    }
}
