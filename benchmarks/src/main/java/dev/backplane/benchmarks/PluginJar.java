package dev.backplane.benchmarks;

import dev.backplane.benchmarks.plugin.ListedTool;
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

/** Makes bundles of the plugins of the scenarios. Where the file is in the folder {@code deploy} of a distribution, that installs it. */
final class PluginJar {

    private static final String COMPONENTS = "OSGI-INF/components.xml";

    private PluginJar() {}

    /** Writes a bundle with the twin of {@code echo}. */
    static void plainEcho(Path file) throws IOException {
        write(file, "plain-echo", component(PlainEchoTool.class, ""), PlainEchoTool.class, PlainEchoTool.Message.class);
    }

    /** Writes a bundle with so many tools to be listed. */
    static void listed(Path file, int tools) throws IOException {
        StringBuilder components = new StringBuilder();
        for (int i = 0; i < tools; i++) {
            components.append(component(ListedTool.class, "%04d".formatted(i)));
        }
        write(file, "listed", components.toString(), ListedTool.class);
    }

    private static void write(Path file, String name, String components, Class<?>... types) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", types[0].getPackageName() + "." + name);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", "dev.backplane.api");
        main.putValue("Service-Component", COMPONENTS);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Class<?> type : types) {
                String path = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(path));
                try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
                    if (in == null) {
                        throw new IOException("no class file " + path);
                    }
                    in.transferTo(jar);
                }
            }
            jar.putNextEntry(new JarEntry(COMPONENTS));
            String all = "<components>" + components + "</components>";
            jar.write(all.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param number tells it from the others of its class; empty: there are none */
    private static String component(Class<?> type, String number) {
        return """
                <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="%s%s"%s>
                  <implementation class="%s"/>
                  %s<service><provide interface="dev.backplane.api.Tool"/></service>
                </scr:component>
                """.formatted(
                        type.getSimpleName(),
                        number,
                        number.isEmpty() ? "" : " activate=\"activate\"",
                        type.getName(),
                        number.isEmpty() ? "" : "<property name=\"number\" value=\"" + number + "\"/>");
    }
}
