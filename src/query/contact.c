/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a contact are a table: names, and the rule by which each is cleaned. */
#include "query/contact.h"

#include "base/clock.h"
#include "base/near.h"

static const struct field {
	const char *name, *clean_name;
	enum cx_clean_rule rule;
} fields_known[] = {
	[CX_CONTACT_ID] = {"id", "id", CX_CLEAN_TEXT},
	[CX_CONTACT_FIRST_NAME] = {"firstName", "first_name", CX_CLEAN_TEXT},
	[CX_CONTACT_LAST_NAME] = {"lastName", "last_name", CX_CLEAN_TEXT},
	[CX_CONTACT_EMAIL] = {"email", "email", CX_CLEAN_EMAIL},
	[CX_CONTACT_PHONE] = {"phone", "phone", CX_CLEAN_PHONE},
	[CX_CONTACT_TAGS] = {"tags", "tags", CX_CLEAN_TAGS},
	[CX_CONTACT_ATTRIBUTES] = {"attributes", "attributes", CX_CLEAN_ATTRIBUTES},
	[CX_CONTACT_CREATED_DATE] = {"createdDate", "created_date", CX_CLEAN_TEXT},
	[CX_CONTACT_MODIFIED_DATE] = {"modifiedDate", "modified_date", CX_CLEAN_TEXT},
};
_Static_assert(CX_COUNT(fields_known) == CX_CONTACT_FIELDS, "each field has its row");

const char *cx_contact_field_name(enum cx_contact_field field, bool clean)
{
	return clean ? fields_known[field].clean_name : fields_known[field].name;
}

bool cx_contact_fields_have(const struct cx_contact_fields *fields, enum cx_contact_field field)
{
	for (size_t i = 0; i < fields->count; i++)
		if (fields->items[i] == field)
			return true;
	return false;
}

static void say_unknown(const char *name, struct cx_diags *diags)
{
	const char *names[CX_CONTACT_FIELDS + 1] = {0};
	CX_AUTO(cx_buf) struct cx_buf all = CX_BUF_INIT;
	for (size_t i = 0; i < CX_CONTACT_FIELDS; i++) {
		names[i] = fields_known[i].name;
		cx_buf_addf(&all, "%s%s", i ? ", " : "", names[i]);
	}
	struct cx_diag *d = cx_diag_error(diags, "profiles.field", "contacts have no field \"%s\"", name);
	const char *near = cx_near_word(name, names);
	if (near)
		cx_diag_hint(diags, d, "did you mean %s?", near);
	else
		cx_diag_hint(diags, d, "they have %s", all.data);
}

static bool add_field(struct cx_contact_fields *fields, const char *name, struct cx_diags *diags)
{
	size_t field = 0;
	while (field < CX_CONTACT_FIELDS && strcmp(fields_known[field].name, name) != 0)
		field++;
	if (field == CX_CONTACT_FIELDS) {
		say_unknown(name, diags);
		return false;
	}
	if (cx_contact_fields_have(fields, (enum cx_contact_field)field)) {
		(void)cx_diag_error(diags, "profiles.field", "the field %s is named twice", name);
		return false;
	}
	fields->items[fields->count++] = (enum cx_contact_field)field;
	return true;
}

enum cx_status cx_contact_fields_parse(const char *text, struct cx_contact_fields *ret_fields,
				       struct cx_diags *diags)
{
	struct cx_contact_fields fields = {.chosen = text != NULL};
	bool good = true;
	for (size_t i = 0; !text && i < CX_CONTACT_FIELDS; i++)
		fields.items[fields.count++] = (enum cx_contact_field)i;
	for (const char *at = text; at;) {
		at += strspn(at, " ");
		size_t len = strcspn(at, ","), n = len;
		while (n && at[n - 1] == ' ')
			n--;
		char *name = cx_strndup(at, n);
		good &= add_field(&fields, name, diags);
		cx_free(name);
		at = at[len] ? at + len + 1 : NULL;
	}
	*ret_fields = fields;
	return good ? CX_STATUS_OK : CX_STATUS_INVALID;
}

/* Rows are put in order by their id, and left out by their age. */
void cx_contact_fields_query(const struct cx_contact_fields *fields, struct cx_buf *out)
{
	static const enum cx_contact_field needed[] = {CX_CONTACT_ID, CX_CONTACT_MODIFIED_DATE};
	if (!fields->chosen)
		return;
	cx_buf_adds(out, "fields=");
	for (size_t i = 0; i < fields->count; i++)
		cx_buf_addf(out, "%s%s", i ? "," : "", fields_known[fields->items[i]].name);
	for (size_t i = 0; i < CX_COUNT(needed); i++)
		if (!cx_contact_fields_have(fields, needed[i]))
			cx_buf_addf(out, ",%s", fields_known[needed[i]].name);
}

struct cx_node *cx_contact_row(struct cx_arena *arena, const struct cx_contact_fields *fields,
			       const struct cx_node *contact)
{
	struct cx_node *row = cx_node_new(arena, CX_NODE_OBJECT);
	for (size_t i = 0; i < fields->count; i++) {
		const struct field *field = &fields_known[fields->items[i]];
		const struct cx_node *value = cx_node_get(contact, field->name);
		if (fields->clean)
			cx_node_add(row, field->clean_name, cx_clean_value(arena, field->rule, value));
		else if (value)
			cx_node_add(row, field->name, cx_node_copy(arena, value));
	}
	return row;
}

bool cx_contact_has(const struct cx_node *contact, enum cx_contact_field field)
{
	const struct cx_node *value = cx_node_get(contact, fields_known[field].name);
	if (!value || (value->type != CX_NODE_STRING && value->type != CX_NODE_NUMBER))
		return false;
	struct cx_arena arena = CX_ARENA_INIT;
	bool has = cx_clean_value(&arena, CX_CLEAN_TEXT, value)->len > 0;
	cx_arena_release(&arena);
	return has;
}

bool cx_contact_is_older(const struct cx_node *contact, int64_t ms)
{
	int64_t modified_ms;
	const char *text = cx_node_get_text(contact, fields_known[CX_CONTACT_MODIFIED_DATE].name);
	return text && cx_time_parse(text, &modified_ms) && modified_ms < ms;
}
