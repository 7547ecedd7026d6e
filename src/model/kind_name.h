/* SPDX-License-Identifier: Apache-2.0 */
/* Names of kinds as people type them, and as files are called after them. */
#ifndef CX_MODEL_KIND_NAME_H
#define CX_MODEL_KIND_NAME_H

#include "base/base.h"
#include "base/diag.h"
#include "base/mem.h"

/* CrmWebhook is meant by crm-webhook, crm_webhook and CRMWEBHOOK: case, dashes and underscores do not count.
 */
bool cx_kind_name_is(const char *given, const char *name);
/* "crm-webhook" of CrmWebhook: what files and folders are called after it. */
const char *cx_kind_name_dashed(struct cx_arena *arena, const char *name);
/* Adds the hint "did you mean NAME?" for a name that is none of names (NULL-terminated); false if none is
 * near. */
bool cx_kind_name_hint(struct cx_diags *diags, struct cx_diag *d, const char *given,
		       const char *const *names);

#endif
