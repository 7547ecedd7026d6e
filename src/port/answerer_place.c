/* SPDX-License-Identifier: Apache-2.0 */
/* Where an answerer listens, as people write it; no name is looked up. */
#include "port/answerer.h"

#include <arpa/inet.h>
#include <netinet/in.h>

static bool port_parse(const char *text, uint16_t *ret_port)
{
	unsigned port = 0;
	size_t n = strspn(text, "0123456789");
	if (!n || n > 5 || text[n])
		return false;
	for (size_t i = 0; i < n; i++)
		port = port * 10 + (unsigned)(text[i] - '0');
	*ret_port = (uint16_t)port;
	return port <= UINT16_MAX;
}

bool cx_answerer_place_parse(const char *text, struct cx_answerer_place *ret_place)
{
	struct cx_answerer_place place = {.address = "127.0.0.1", .loopback = true};
	const char *colon = strrchr(text, ':');
	if (!colon) {
		bool good = port_parse(text, &place.port);
		*ret_place = place;
		return good;
	}
	size_t len = (size_t)(colon - text);
	bool brackets = len > 2 && text[0] == '[' && text[len - 1] == ']';
	text += brackets;
	len -= brackets ? 2 : 0;
	if (!len || len >= sizeof place.address || !port_parse(colon + 1, &place.port))
		return false;
	if (len != 9 || memcmp(text, "localhost", 9) != 0 || brackets)
		(void)snprintf(place.address, sizeof place.address, "%.*s", (int)len, text);
	struct in_addr four;
	struct in6_addr six;
	if (!brackets && inet_pton(AF_INET, place.address, &four) == 1)
		place.loopback = ntohl(four.s_addr) >> 24 == 127;
	else if (brackets && inet_pton(AF_INET6, place.address, &six) == 1)
		place.loopback = IN6_IS_ADDR_LOOPBACK(&six);
	else
		return false;
	*ret_place = place;
	return true;
}
