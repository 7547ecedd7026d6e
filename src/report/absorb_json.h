/* SPDX-License-Identifier: Apache-2.0 */
/* What an absorb did, as JSON. */
#ifndef CX_REPORT_ABSORB_JSON_H
#define CX_REPORT_ABSORB_JSON_H

#include "engine/absorb.h"

/*
 * The member "absorb" of schemas/drift.schema.json: {"patch": FILE or null, "complete", "files": [changed, or
 * to be changed by the patch], "resources": [{"address", "file", "result": "all", "part" or "none", "placed",
 * "left"}]}; placed and left count members of spec, and what a proof took back is left. Call it while the
 * definitions that absorb was made of live.
 */
struct cx_node *cx_absorb_json(struct cx_arena *arena, const struct cx_absorb *absorb, const char *patch);
/* Whether nothing of the drift is left. */
bool cx_absorb_is_complete(const struct cx_absorb *absorb);

#endif
