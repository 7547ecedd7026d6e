/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates of the sandbox. */
#include "sandbox/tls.h"

#include "base/file.h"
#include "port/certificate.h"

#define MAX_PEM ((size_t)1 << 20)
#define DAY_S   (24 * 3600)
#define HERE    "IP:127.0.0.1"

static const struct kind {
	const char *name;
	struct cx_certificate_want want;
	bool is_foreign; /* --tls-ca gets another authority than the one that signed */
	const char *help;
} kinds[] = {
	{"good", {HERE, -DAY_S, DAY_S}, false, "of 127.0.0.1, for a day"},
	{"expired", {HERE, -2 * DAY_S, -DAY_S}, false, "good until yesterday"},
	{"early", {HERE, DAY_S, 2 * DAY_S}, false, "good from tomorrow on"},
	{"other-name", {"DNS:other.example", -DAY_S, DAY_S}, false, "of another host"},
	{"unknown", {HERE, -DAY_S, DAY_S}, true, "signed by an authority that is not the one of `--tls-ca`"},
};

static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < CX_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

bool cx_tls_is_wanted(const struct cx_arguments *arguments)
{
	return arguments->tls || arguments->tls_cert;
}

static enum cx_status files_read(const struct cx_arguments *args, struct cx_buf *ret_cert,
				 struct cx_buf *ret_key, struct cx_diags *diags)
{
	const char *const names[] = {args->tls_cert, args->tls_key};
	struct cx_buf *const texts[] = {ret_cert, ret_key};
	for (size_t i = 0; i < CX_COUNT(names); i++) {
		enum cx_status status = cx_file_read(names[i], MAX_PEM, texts[i], diags);
		if (status == CX_STATUS_ABSENT)
			cx_diag_error(diags, "sandbox.tls", "there is no file %s", names[i]);
		if (status)
			return CX_STATUS_FAILED;
	}
	return CX_STATUS_OK;
}

static enum cx_status kind_refuse(const char *name, struct cx_diags *diags)
{
	CX_AUTO(cx_buf) struct cx_buf known = CX_BUF_INIT;
	for (size_t i = 0; i < CX_COUNT(kinds); i++)
		cx_buf_addf(&known, "%s%s", i ? ", " : "", kinds[i].name);
	struct cx_diag *diag =
		cx_diag_error(diags, "sandbox.tls", "there is no certificate of kind \"%s\"", name);
	cx_diag_hint(diags, diag, "give one of: %s", known.data);
	return CX_STATUS_INVALID;
}

enum cx_status cx_tls_open(const struct cx_arguments *arguments, struct cx_buf *ret_cert,
			   struct cx_buf *ret_key, struct cx_diags *diags)
{
	if (arguments->tls_cert)
		return files_read(arguments, ret_cert, ret_key, diags);
	const struct kind *kind = kind_find(arguments->tls);
	if (!kind)
		return kind_refuse(arguments->tls, diags);
	CX_AUTO(cx_buf) struct cx_buf authority = CX_BUF_INIT;
	bool made = cx_certificate_make(&kind->want, ret_cert, ret_key, &authority);
	if (made && kind->is_foreign) {
		CX_AUTO(cx_buf) struct cx_buf cert = CX_BUF_INIT, key = CX_BUF_INIT;
		cx_buf_clear(&authority);
		made = cx_certificate_make(&kind->want, &cert, &key, &authority);
	}
	if (!made) {
		cx_diag_error(diags, "sandbox.tls", "libcrypto makes no certificate");
		return CX_STATUS_FAILED;
	}
	return arguments->tls_ca
		       ? cx_file_write_atomic(arguments->tls_ca, authority.data, authority.len, 0644, diags)
		       : CX_STATUS_OK;
}

void cx_tls_print(struct cx_buf *out)
{
	cx_buf_adds(out, "| `--tls` | certificate |\n|---|---|\n");
	for (size_t i = 0; i < CX_COUNT(kinds); i++)
		cx_buf_addf(out, "| `%s` | %s |\n", kinds[i].name, kinds[i].help);
}
