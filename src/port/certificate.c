/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates made on the spot. */
#include "port/certificate.h"

#include "base/rand.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#define AUTHORITY_S (2 * 24 * 3600)
/* X.509 counts versions from 0: this is the third. */
#define X509_V3 2

static bool extension_add(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	bool good = extension && X509_add_ext(cert, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

static bool serial_set(X509 *cert)
{
	uint32_t number;
	cx_random_bytes(&number, sizeof number);
	return ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert), (uint64_t)number + 1) == 1;
}

static bool subject_set(X509 *cert, const char *name)
{
	return X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_UTF8,
					  (const unsigned char *)name, -1, -1, 0) == 1;
}

/* All but who issued it and signs. */
static X509 *cert_new(EVP_PKEY *key, const char *subject, int64_t from_s, int64_t until_s)
{
	X509 *cert = X509_new();
	bool good = cert && X509_set_version(cert, X509_V3) == 1 && serial_set(cert) &&
		    X509_gmtime_adj(X509_getm_notBefore(cert), (long)from_s) &&
		    X509_gmtime_adj(X509_getm_notAfter(cert), (long)until_s) &&
		    X509_set_pubkey(cert, key) == 1 && subject_set(cert, subject);
	if (good)
		return cert;
	X509_free(cert);
	return NULL;
}

static X509 *authority_new(EVP_PKEY *key)
{
	char name[64];
	uint32_t number;
	cx_random_bytes(&number, sizeof number);
	snprintf(name, sizeof name, "cxone-sandbox authority %08x", number);
	X509 *cert = cert_new(key, name, -AUTHORITY_S, AUTHORITY_S);
	bool good = cert && X509_set_issuer_name(cert, X509_get_subject_name(cert)) == 1 &&
		    extension_add(cert, cert, NID_basic_constraints, "critical,CA:TRUE") &&
		    extension_add(cert, cert, NID_key_usage, "critical,keyCertSign") &&
		    extension_add(cert, cert, NID_subject_key_identifier, "hash") &&
		    X509_sign(cert, key, EVP_sha256());
	if (good)
		return cert;
	X509_free(cert);
	return NULL;
}

static X509 *server_new(const struct cx_certificate_want *want, EVP_PKEY *key, X509 *issuer,
			EVP_PKEY *issuer_key)
{
	X509 *cert = cert_new(key, "cxone-sandbox", want->from_s, want->until_s);
	bool good = cert && X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1 &&
		    extension_add(cert, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
		    extension_add(cert, issuer, NID_ext_key_usage, "serverAuth") &&
		    extension_add(cert, issuer, NID_subject_alt_name, want->name) &&
		    X509_sign(cert, issuer_key, EVP_sha256());
	if (good)
		return cert;
	X509_free(cert);
	return NULL;
}

static bool pem_add(struct cx_buf *out, const X509 *cert, const EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	bool good = bio && (cert ? PEM_write_bio_X509(bio, cert)
				 : PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL)) == 1;
	char *text = NULL;
	long len = good ? BIO_get_mem_data(bio, &text) : 0;
	if (len > 0)
		cx_buf_add(out, text, (size_t)len);
	BIO_free(bio);
	return good;
}

bool cx_certificate_make(const struct cx_certificate_want *want, struct cx_buf *ret_cert,
			 struct cx_buf *ret_key, struct cx_buf *ret_authority)
{
	EVP_PKEY *issuer_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
	X509 *issuer = issuer_key ? authority_new(issuer_key) : NULL;
	X509 *cert = issuer && key ? server_new(want, key, issuer, issuer_key) : NULL;
	bool good = cert && pem_add(ret_cert, cert, NULL) && pem_add(ret_key, NULL, key) &&
		    pem_add(ret_authority, issuer, NULL);
	X509_free(cert);
	X509_free(issuer);
	EVP_PKEY_free(key);
	EVP_PKEY_free(issuer_key);
	return good;
}
