/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of cxone-sandbox. getopt_long is not used: the table also prints the help. */
#include "sandbox/arguments.h"

#include "base/num.h"
#include "sandbox/mishap.h"

enum option_type {
	OPTION_FLAG,
	OPTION_INT,
	OPTION_TEXT,
	OPTION_FAULT,
};

struct option {
	const char *name, *value, *help;
	enum option_type type;
	size_t offset; /* of the member of struct cx_arguments */
	int64_t min, max;
};

#define AT(member) .offset = offsetof(struct cx_arguments, member)

static const struct option options[] = {
	{"--port", "N", "listen on this port of 127.0.0.1; 0 takes a free one (default 8472)", OPTION_INT,
	 AT(port), .min = 0, .max = 65535},
	{"--data", "FILE", "keep everything in this SQLite file (default: in memory)", OPTION_TEXT, AT(data)},
	{"--customers", "N", "size of the generated customer base (default 10000)", OPTION_INT, AT(customers),
	 .min = 0, .max = 5000000},
	{"--seed", "N", "seed of the customer base (default 1)", OPTION_INT, AT(seed), .min = 0,
	 .max = INT64_MAX},
	{"--token-ttl", "SECONDS", "life of a token (default 3600)", OPTION_INT, AT(token_ttl_s), .min = 1,
	 .max = 31536000},
	{"--rate", "N", "requests a second before 429 (default 0: no limit)", OPTION_INT, AT(rate), .min = 0,
	 .max = 1000000},
	{"--settle-ms", "N", "how long a recalculation takes (default 0: done with the PUT)", OPTION_INT,
	 AT(settle_ms), .min = 0, .max = 3600000},
	{"--client-id", "TEXT", "the client that may ask for tokens (default sandbox)", OPTION_TEXT,
	 AT(client_id)},
	{"--client-secret", "TEXT",
	 "its secret; better: CXONE_SANDBOX_CLIENT_SECRET in the environment "
	 "(default " CX_ARGUMENTS_DEFAULT_SECRET ")",
	 OPTION_TEXT, AT(client_secret)},
	{"--fault", "ROUTE:KIND:EVERY", "misbehave on each EVERYth request of a route; repeatable",
	 OPTION_FAULT, AT(faults)},
	{"--no-etags", NULL, "send no ETags and ignore If-Match and If-None-Match", OPTION_FLAG,
	 AT(no_etags)},
	{"--list-omits", "POINTERS", "lists leave this out of each object: /owner,/routing/skill",
	 OPTION_TEXT, AT(list_omits)},
	{"--webhook-uri", NULL, "webhooks have a uri, and no url", OPTION_FLAG, AT(webhook_uri)},
	{"--check-version", NULL, "answer 409 to a PUT whose version is not the stored one", OPTION_FLAG,
	 AT(check_version)},
	{"--honour-idempotency", NULL, "answer a repeated Idempotency-Key with the first answer", OPTION_FLAG,
	 AT(honour_idempotency)},
	{"--strict-scopes", NULL, "a token is good for nothing but the scopes it names", OPTION_FLAG,
	 AT(strict_scopes)},
	{"--events-to", "URL", "send the events of all webhooks there, whatever their own URL", OPTION_TEXT,
	 AT(events_to)},
	{"--project", "DIR", "serve the kinds that DIR/schemas describes too, as --profile says", OPTION_TEXT,
	 AT(project)},
	{"--profile", "FILE", "the profile that says where and how", OPTION_TEXT, AT(profile)},
	{"--tls-cert", "FILE", "speak https with this certificate (PEM)", OPTION_TEXT, AT(tls_cert)},
	{"--tls-key", "FILE", "and this private key (PEM)", OPTION_TEXT, AT(tls_key)},
	{"--journal", "GLOB", "journals of cxctl in which the intent of each write must be when it arrives",
	 OPTION_TEXT, AT(journal)},
	{"--tls", "KIND", "speak https with a new certificate: good, expired, early, other-name, unknown",
	 OPTION_TEXT, AT(tls)},
	{"--tls-ca", "FILE", "write the authority to trust there (PEM), for --tls", OPTION_TEXT, AT(tls_ca)},
	{"--exit-with-parent", NULL, "end when the parent process ends", OPTION_FLAG, AT(exit_with_parent)},
	{"--quiet", NULL, "print nothing but the address", OPTION_FLAG, AT(quiet)},
	{"--version", NULL, "print the version and end", OPTION_FLAG, AT(version)},
	{"--help", NULL, "print this and end", OPTION_FLAG, AT(help)},
	{"--help-faults", NULL, "print what each fault does, as a table, and end", OPTION_FLAG,
	 AT(help_faults)},
};

static const struct option *option_find(const char *text, size_t len)
{
	for (size_t i = 0; i < CX_COUNT(options); i++)
		if (strlen(options[i].name) == len && memcmp(options[i].name, text, len) == 0)
			return &options[i];
	return NULL;
}

static enum cx_status option_store(const struct option *option, const char *value, struct cx_arguments *args,
				   struct cx_diags *diags)
{
	void *member = (char *)args + option->offset;
	switch (option->type) {
	case OPTION_FLAG:
		*(bool *)member = true;
		return CX_STATUS_OK;
	case OPTION_TEXT:
		*(const char **)member = value;
		return CX_STATUS_OK;
	case OPTION_FAULT:
		if (args->fault_count == CX_ARGUMENTS_MAX_FAULTS) {
			cx_diag_error(diags, "arguments.fault", "more than %d faults",
				      CX_ARGUMENTS_MAX_FAULTS);
			return CX_STATUS_INVALID;
		}
		args->faults[args->fault_count++] = value;
		return CX_STATUS_OK;
	case OPTION_INT:
		break;
	}
	int64_t number;
	if (!cx_int_parse(value, &number) || number < option->min || number > option->max) {
		cx_diag_error(diags, "arguments.number", "%s takes a number from %lld to %lld, not \"%s\"",
			      option->name, (long long)option->min, (long long)option->max, value);
		return CX_STATUS_INVALID;
	}
	*(int64_t *)member = number;
	return CX_STATUS_OK;
}

static enum cx_status arguments_check(const struct cx_arguments *args, struct cx_diags *diags)
{
	if (!args->tls_cert != !args->tls_key) {
		cx_diag_error(diags, "arguments.tls", "--tls-cert and --tls-key go together");
		return CX_STATUS_INVALID;
	}
	if ((args->tls && args->tls_cert) || (args->tls_ca && !args->tls)) {
		cx_diag_error(diags, "arguments.tls",
			      "--tls-ca goes with --tls, and --tls-cert goes without them");
		return CX_STATUS_INVALID;
	}
	if (!args->project != !args->profile) {
		cx_diag_error(diags, "arguments.project", "--project and --profile go together");
		return CX_STATUS_INVALID;
	}
	return CX_STATUS_OK;
}

enum cx_status cx_arguments_parse(int argc, char **argv, struct cx_arguments *ret_arguments,
				  struct cx_diags *diags)
{
	struct cx_arguments args = {
		.port = 8472,
		.customers = 10000,
		.seed = 1,
		.token_ttl_s = 3600,
		.client_id = "sandbox",
		.client_secret = getenv("CXONE_SANDBOX_CLIENT_SECRET"),
	};
	if (!args.client_secret || !*args.client_secret)
		args.client_secret = CX_ARGUMENTS_DEFAULT_SECRET;
	for (int i = 1; i < argc; i++) {
		size_t len = strcspn(argv[i], "=");
		const struct option *option = option_find(argv[i], len);
		if (!option || (argv[i][len] && option->type == OPTION_FLAG)) {
			struct cx_diag *diag =
				cx_diag_error(diags, "arguments.unknown", "unknown argument \"%s\"", argv[i]);
			cx_diag_hint(diags, diag, "cxone-sandbox --help lists all");
			return CX_STATUS_INVALID;
		}
		const char *value = argv[i][len] ? argv[i] + len + 1 : NULL;
		if (option->type != OPTION_FLAG && !value && !(value = argv[++i])) {
			cx_diag_error(diags, "arguments.value", "%s needs a value", option->name);
			return CX_STATUS_INVALID;
		}
		enum cx_status status = option_store(option, value, &args, diags);
		if (status)
			return status;
	}
	enum cx_status status = arguments_check(&args, diags);
	if (!status)
		*ret_arguments = args;
	return status;
}

void cx_arguments_help(struct cx_buf *out)
{
	cx_buf_adds(
		out,
		"usage: cxone-sandbox [OPTIONS]\n\nA CXone tenant on loopback, to try and test against.\n\n");
	for (size_t i = 0; i < CX_COUNT(options); i++) {
		const struct option *option = &options[i];
		size_t start = out->len;
		cx_buf_addf(out, "  %s%s%s", option->name, option->value ? " " : "",
			    option->value ? option->value : "");
		size_t width = out->len - start;
		cx_buf_fill(out, ' ', width < 28 ? 28 - width : 1);
		cx_buf_addf(out, "%s\n", option->help);
	}
	cx_buf_adds(out, "\nFaults:");
	cx_mishap_print_names(out);
	cx_buf_adds(out, ".\nExample: --fault 'PUT /api/v1/audiences/*:reset-after:3'; --help-faults tells "
			 "of each.\n");
}
