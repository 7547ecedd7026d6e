/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a profile and the kinds' schemas are about the same things. */
#ifndef CX_REMOTE_PROFILE_KINDS_H
#define CX_REMOTE_PROFILE_KINDS_H

#include "model/kind.h"
#include "remote/profile.h"

/*
 * A profile is read without the schemas; this looks at both. Warns, at the profile's line, of an entry whose
 * kind has no schema (profile.kind), and of renames, key_field and match_field that name no member of spec
 * (profile.field), with a "did you mean". A rename whose second name is another member of spec is an error
 * (profile.rename): one name would mean two fields. Nothing is said of kinds while one of them is torn.
 */
void cx_profile_check_kinds(struct cx_arena *arena, const struct cx_profile *profile,
			    const struct cx_kinds *kinds, struct cx_diags *diags);

#endif
