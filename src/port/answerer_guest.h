/* SPDX-License-Identifier: Apache-2.0 */
/* One connection of an answerer, from the first byte to the last. */
#ifndef CX_PORT_ANSWERER_GUEST_H
#define CX_PORT_ANSWERER_GUEST_H

#include "port/answerer.h"
#include "port/answerer_body.h"

#define CX_GUEST_MAX_HEAD 8192

enum cx_guest_state {
	CX_GUEST_FREE, /* a place that nobody has */
	CX_GUEST_READING,
	CX_GUEST_READING_BODY,
	CX_GUEST_WRITING,
	CX_GUEST_DRAINING, /* the answer is out: what still comes is dropped until the client closes */
};

/* All zero: a free place. It stays where it is, as asked points into it. */
struct cx_guest {
	enum cx_guest_state state;
	int fd;
	int64_t born_ms, until_ms;
	const struct cx_answerer_options *options;
	char head[CX_GUEST_MAX_HEAD];
	size_t len; /* of the head; while draining, of what was dropped */
	struct cx_asked asked;
	struct cx_answerer_body body;
	struct cx_buf out;
	size_t sent;
};
/* options must outlive it; the descriptor is its own. */
void cx_guest_begin(struct cx_guest *guest, const struct cx_answerer_options *options, int fd,
		    int64_t now_ms);
void cx_guest_close(struct cx_guest *guest);
/* Reads or writes what can be, without waiting. */
void cx_guest_turn(struct cx_guest *guest, int64_t now_ms);
/* Its time is over: who began a request is told so (408), others are closed. */
void cx_guest_expire(struct cx_guest *guest, int64_t now_ms);

#endif
