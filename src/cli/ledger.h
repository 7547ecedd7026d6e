/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands below ledger share. */
#ifndef CX_CLI_LEDGER_H
#define CX_CLI_LEDGER_H

#include "cli/context.h"
#include "ledger/survey.h"

/* Project and tenant, and the names of its ledger with the remote: nothing is read or fetched yet. */
enum cx_status cx_ledger_command_load(struct cx_context *context, struct cx_ledger *ret_names);
/* The product: text as it is in text[colour], JSON with one member. */
struct cx_ledger_product {
	struct cx_invocation *inv;
	const char *key;
	struct cx_node *value;
	struct cx_buf text[2]; /* plain, and in colour */
	enum cx_exit exit;
};
/* Writes the product, if there is a value, and ends the command. */
enum cx_exit cx_ledger_command_end(struct cx_context *context, struct cx_ledger_product *product);

#endif
