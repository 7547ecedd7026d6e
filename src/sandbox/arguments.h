/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of cxone-sandbox: one table of options, read into one struct. */
#ifndef CX_SANDBOX_ARGUMENTS_H
#define CX_SANDBOX_ARGUMENTS_H

#include "base/buf.h"
#include "base/diag.h"

/* Login of a sandbox that was told nothing else. */
#define CX_ARGUMENTS_DEFAULT_SECRET "sandbox-secret-0123456789abcdef0123456789abcdef"
#define CX_ARGUMENTS_MAX_FAULTS     32

/* Texts are borrowed from argv and the environment. */
struct cx_arguments {
	int64_t port;        /* 0: any free one */
	const char *data;    /* SQLite file; NULL: in memory */
	int64_t customers;   /* size of the generated customer base */
	int64_t seed;        /* of that base; equal seeds, equal customers */
	int64_t token_ttl_s; /* life of a token */
	int64_t rate;        /* requests a second; 0: no limit */
	int64_t settle_ms;   /* how long a recalculation takes */
	const char *client_id;
	const char *client_secret;
	const char *faults[CX_ARGUMENTS_MAX_FAULTS]; /* ROUTE:KIND:EVERY */
	size_t fault_count;
	const char *project;            /* folder whose schemas/ make kinds; or NULL */
	const char *profile;            /* file that says where they are served; both or none */
	const char *tls_cert, *tls_key; /* PEM files; both or none */
	const char *tls;                /* kind of certificate to make; or NULL */
	const char *tls_ca;             /* file for its authority; or NULL */
	const char *list_omits;         /* what lists leave out: JSON Pointers, commas between; or NULL */
	const char *journal;            /* glob of journals that must announce each write; or NULL */
	const char *events_to;          /* URL that gets the events of all webhooks; or NULL: each its own */
	bool no_etags;                  /* no ETags, and If-Match is not looked at */
	bool webhook_uri;               /* webhooks have a uri, and no url */
	bool check_version;             /* a PUT whose version is not the stored one gets a 409 */
	bool honour_idempotency;        /* a repeated Idempotency-Key gets the first answer */
	bool strict_scopes;             /* a token is good for nothing but the scopes it names */
	bool exit_with_parent;
	bool quiet;
	bool version, help, help_faults;
};

/*
 * Reads argv over the defaults. An error is reported as arguments.* diagnostics and the status is INVALID.
 * The client secret's default comes from CXONE_SANDBOX_CLIENT_SECRET where that is set.
 */
enum cx_status cx_arguments_parse(int argc, char **argv, struct cx_arguments *ret_arguments,
				  struct cx_diags *diags);
/* The text of --help, made from the table. */
void cx_arguments_help(struct cx_buf *out);

#endif
