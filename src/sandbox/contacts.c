/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts of journeys. */
#include "sandbox/contacts.h"

#include "doc/json.h"
#include "sandbox/sandbox.h"

const char *cx_contacts_suppression(const struct cx_customer *customer)
{
	return customer->opted_in ? "SUBSCRIBED" : "UNSUBSCRIBED";
}

void cx_contacts_get(struct cx_exchange *x)
{
	struct cx_customer customer;
	if (!cx_customers_get(cx_objects_db(x->sandbox->objects), x->id, &x->arena, &customer)) {
		cx_exchange_error(x, 404, "not_found", "there is no contact %s", x->id);
		return;
	}
	x->status = 200;
	cx_buf_addf(&x->answer, "{\"id\":\"%s\",\"email\":", customer.id);
	cx_json_string(customer.email, strlen(customer.email), &x->answer);
	cx_buf_addf(&x->answer, ",\"externalId\":\"crm-%lld\",\"suppressionStatus\":\"%s\"}",
		    (long long)customer.number, cx_contacts_suppression(&customer));
}
