package dev.backplane.checklist.internal;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** What the JVM tells of itself by JMX alone: the packages of the JDK that have it are not in every container. */
public final class Jvm {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private Jvm() {}

    /** Returns the bytes that a piece of work allocates on this thread. */
    public static long allocated(Runnable work) throws JMException {
        long first = allocated();
        long second = allocated();
        work.run();
        long third = allocated();
        return Math.max(0, third - second - (second - first));
    }

    @SuppressWarnings("deprecation") // its successor is newer than the oldest JVM that this runs on
    private static long allocated() throws JMException {
        return (Long) SERVER.invoke(
                new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                "getThreadAllocatedBytes",
                new Object[] {Thread.currentThread().getId()},
                new String[] {"long"});
    }

    /** Returns the processor time of the whole process. */
    public static long cpuNanos() throws JMException {
        return (Long)
                SERVER.getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), "ProcessCpuTime");
    }

    /** Returns the value of an option of the JVM; empty if it has no such option. */
    public static String option(String name) {
        try {
            Object option = SERVER.invoke(
                    new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                    "getVMOption",
                    new Object[] {name},
                    new String[] {String.class.getName()});
            return String.valueOf(((CompositeData) option).get("value"));
        } catch (JMException | RuntimeException e) {
            return "";
        }
    }
}
