/* SPDX-License-Identifier: Apache-2.0 */
/* Internet addresses as texts: IPv4, IPv6, host names, mailboxes. */
#ifndef CX_SCHEMA_ADDRESS_H
#define CX_SCHEMA_ADDRESS_H

#include "base/base.h"

/* Four decimal octets without leading zeros (RFC 2673 3.2). */
bool cx_address_ipv4(const char *text, size_t len);
/* RFC 4291 2.2, an IPv4 tail included; no zone, no brackets. */
bool cx_address_ipv6(const char *text, size_t len);
/* RFC 1123 2.1: labels of 1 to 63 letters, digits and inner hyphens, 253 in all, no dot at the end; those
 * in xn-- must be right (schema/idna.h). */
bool cx_address_hostname(const char *text, size_t len);
/* RFC 5321 4.1.2, Mailbox: quoted local parts and address literals included. */
bool cx_address_email(const char *text, size_t len);

#endif
