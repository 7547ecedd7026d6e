/* SPDX-License-Identifier: Apache-2.0 */
/* The control endpoint below /sandbox/, and the receiver of callbacks. */
#ifndef CX_SANDBOX_CONTROL_H
#define CX_SANDBOX_CONTROL_H

#include "sandbox/exchange.h"

/* Handlers of the route table; docs/reference/sandbox.md says what each takes and gives. */
void cx_control_callback(struct cx_exchange *exchange);
void cx_control_requests(struct cx_exchange *exchange);
void cx_control_forget(struct cx_exchange *exchange);
void cx_control_intents(struct cx_exchange *exchange);
void cx_control_callbacks(struct cx_exchange *exchange);
void cx_control_forget_callbacks(struct cx_exchange *exchange);
void cx_control_state(struct cx_exchange *exchange);
void cx_control_seed(struct cx_exchange *exchange);
void cx_control_faults(struct cx_exchange *exchange);
void cx_control_fault_add(struct cx_exchange *exchange);
void cx_control_faults_clear(struct cx_exchange *exchange);
void cx_control_edit(struct cx_exchange *exchange);

#endif
