/* SPDX-License-Identifier: Apache-2.0 */
/* YAML's aliases: copies of what they stand for, within limits. */
#ifndef CX_DOC_YAML_ALIAS_H
#define CX_DOC_YAML_ALIAS_H

#include "doc/yaml_build.h"

/*
 * Builds the value, or the key, that an alias stands for. One without anchor and one inside its own are said,
 * and become a bad null. False ends the file: a limit is broken.
 */
bool cx_yaml_alias_build(struct cx_yaml_build *b, const struct cx_yaml_event *event);

#endif
