/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a tenant for the attributes of its customer data platform. */
#ifndef CX_REMOTE_ATTRIBUTES_H
#define CX_REMOTE_ATTRIBUTES_H

#include "model/attributes.h"
#include "remote/read.h"

/*
 * One GET of the profile's attributes route; runs until it is done. INVALID (online.route) where the profile
 * has none; FAILED where the tenant could not be read or the answer is not the whole list (tenant.*). Release
 * what comes with cx_attributes_release.
 */
enum cx_status cx_attributes_read(struct cx_reader *reader, struct cx_arena *arena,
				  const struct cx_profile *profile, struct cx_attributes *ret_attributes,
				  struct cx_diags *diags);

#endif
