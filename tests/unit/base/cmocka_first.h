/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka.h with the headers that it needs in front. */
#ifndef CX_TESTS_UNIT_BASE_CMOCKA_FIRST_H
#define CX_TESTS_UNIT_BASE_CMOCKA_FIRST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* These four stand before it. */
#include <cmocka.h>

#endif
