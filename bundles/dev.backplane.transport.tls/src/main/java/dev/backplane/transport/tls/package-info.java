/** Keys, certificates and what TLS allows: a piece of transports, which take a copy of it. */
@NullMarked
package dev.backplane.transport.tls;

import org.jspecify.annotations.NullMarked;
