/* SPDX-License-Identifier: Apache-2.0 */
/* What a new tenant holds. */
#include "sandbox/defaults.h"

#include "sandbox/control.h"

static const char state_text[] =
	"{\"journeys\":["
	"{\"id\":\"onboarding\",\"name\":\"Onboarding\",\"state\":\"ACTIVE\"},"
	"{\"id\":\"win-back\",\"name\":\"Win back\",\"state\":\"PAUSED\"}],"
	"\"interactions\":["
	"{\"interactionId\":\"interaction-1\",\"attributes\":["
	"{\"key\":\"priority\",\"value\":\"high\"},{\"key\":\"queue_position\",\"value\":3},"
	"{\"key\":\"callback_requested\",\"value\":false},{\"key\":\"_routing\",\"value\":\"skill-7\"},"
	"{\"key\":\"system:channel\",\"value\":\"voice\"}]},"
	"{\"interactionId\":\"interaction-2\",\"attributes\":["
	"{\"key\":\"priority\",\"value\":\"low\"},{\"key\":\"notes\",\"value\":null},"
	"{\"key\":\"system:channel\",\"value\":\"chat\"}]},"
	"{\"interactionId\":\"interaction-3\",\"attributes\":[]}]}";

/* user_version is what a database file remembers of this. */
static bool is_filled(sqlite3 *db)
{
	sqlite3_stmt *query = NULL;
	bool filled = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &query, NULL) == SQLITE_OK &&
		      sqlite3_step(query) == SQLITE_ROW && sqlite3_column_int(query, 0) > 0;
	sqlite3_finalize(query);
	return filled;
}

bool cx_defaults_fill(struct cx_sandbox *sandbox)
{
	sqlite3 *db = cx_objects_db(sandbox->objects);
	if (is_filled(db))
		return true;
	struct cx_exchange *x = cx_exchange_new(sandbox);
	x->json = cx_exchange_parse_text(x, state_text, sizeof state_text - 1);
	cx_control_seed(x);
	bool stored = x->status == 200;
	cx_exchange_free(x);
	return stored && sqlite3_exec(db, "PRAGMA user_version = 1", NULL, NULL, NULL) == SQLITE_OK;
}
