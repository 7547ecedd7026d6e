/* SPDX-License-Identifier: Apache-2.0 */
/* Signs what compare.js gives it: one JSON object {secret, id, timestamp, payload} a line, one signature a
 * line. */
#include "doc/json.h"
#include "remote/courier.h"

#include <stdio.h>
#include <stdlib.h>

static void sign_line(const char *line, size_t len)
{
	struct cx_arena arena = CX_ARENA_INIT;
	CX_AUTO(cx_diags) struct cx_diags diags = CX_DIAGS_INIT;
	CX_AUTO(cx_buf) struct cx_buf out = CX_BUF_INIT;
	struct cx_source source = {.name = "case", .text = line, .len = len};
	struct cx_node *node = NULL;
	if (cx_json_parse(&arena, &source, &node, &diags))
		exit(2);
	const char *secret = cx_node_get_text(node, "secret");
	cx_courier_sign(secret, strlen(secret), cx_node_get_text(node, "id"),
			cx_node_get_text(node, "timestamp"), cx_node_get_text(node, "payload"), &out);
	puts(out.data);
	cx_arena_release(&arena);
}

int main(void)
{
	char line[8192];
	while (fgets(line, sizeof line, stdin))
		sign_line(line, strcspn(line, "\n"));
	return 0;
}
