/* SPDX-License-Identifier: Apache-2.0 */
/* A customer as the CRM tells of it. */
/*
 * Which dirt is on which row is drawn from the customer's number, so that every answer about one customer is
 * the same, and a test can count.
 */
#include "sandbox/profile_row.h"

#include "base/clock.h"
#include "doc/json.h"

#include <ctype.h>

#define DAY_MS INT64_C(86400000)
/* Digits of a phone number behind the country's prefix, as sandbox/customers.c makes them. */
#define PHONE_DIGITS 9

enum column {
	COLUMN_NUMBER,
	COLUMN_ID,
	COLUMN_EMAIL,
	COLUMN_PHONE,
	COLUMN_CREATED,
	COLUMN_TIER,
	COLUMN_SPEND,
};

struct person {
	sqlite3_stmt *row;
	uint64_t number;
	int64_t now_ms;
};

/* Below bound, and the same for the same person and what it is about. */
static uint64_t dice(const struct person *person, uint64_t about, uint64_t bound)
{
	uint64_t z = person->number * 0x9e3779b97f4a7c15u + about * 0xd1b54a32d192ed03u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) % bound;
}

/* What dice are about. */
enum about {
	ABOUT_FIRST_NAME = 1,
	ABOUT_LAST_NAME,
	ABOUT_BLANKS,
	ABOUT_EMAIL,
	ABOUT_PHONE,
	ABOUT_TAGS,
	ABOUT_ATTRIBUTES,
	ABOUT_AGE,
	ABOUT_DAYS,
};

static const char *const first_names[] = {"Ada",  "Grace", "Alan",   "Edsger", "Barbara",
					  "Ken",  "Zoë",   "Jürgen", "María",  "Chloe",
					  "Yuki", "Priya", "Sean",   "Amélie", "Noah"};
static const char *const last_names[] = {"Lovelace", "Hopper", "Turing", "Müller",     "O'Brien",
					 "Liskov",   "Tanaka", "Silva",  "de la Cruz", "Smith",
					 "Dupont",   "Nguyen", "Kaur",   "Rossi",      "Jones"};
static const char *const tags[] = {"VIP", " newsletter", "beta ", "Do Not Call", "trial"};

static void text_print(const char *text, struct cx_buf *out)
{
	cx_json_string(text, strlen(text), out);
}

static const char *column_text(const struct person *person, enum column column)
{
	return (const char *)sqlite3_column_text(person->row, column);
}

static void id_print(const struct person *person, struct cx_buf *out)
{
	text_print(column_text(person, COLUMN_ID), out);
}

static void name_print(const struct person *person, const char *name, uint64_t about, struct cx_buf *out)
{
	static const struct {
		const char *before, *behind;
	} blanks[] = {{"", ""}, {"", ""}, {"", ""}, {" ", ""}, {"", "  "}, {"\t", " "}};
	char text[64];
	size_t which = dice(person, ABOUT_BLANKS + 100 * about, CX_COUNT(blanks));
	snprintf(text, sizeof text, "%s%s%s", blanks[which].before, name, blanks[which].behind);
	text_print(text, out);
}

static void first_name_print(const struct person *person, struct cx_buf *out)
{
	name_print(person, first_names[dice(person, ABOUT_FIRST_NAME, CX_COUNT(first_names))],
		   ABOUT_FIRST_NAME, out);
}

static void last_name_print(const struct person *person, struct cx_buf *out)
{
	uint64_t which = dice(person, ABOUT_LAST_NAME, CX_COUNT(last_names) + 1);
	if (which == CX_COUNT(last_names))
		cx_buf_adds(out, "null");
	else
		name_print(person, last_names[which], ABOUT_LAST_NAME, out);
}

static void email_print(const struct person *person, struct cx_buf *out)
{
	CX_AUTO(cx_buf) struct cx_buf text = CX_BUF_INIT;
	const char *email = column_text(person, COLUMN_EMAIL);
	uint64_t dirt = dice(person, ABOUT_EMAIL, 25);
	if (dirt == 0) {
		cx_buf_adds(out, "null");
		return;
	}
	cx_buf_adds(&text, dirt < 5 ? " " : "");
	for (size_t i = 0; email[i]; i++)
		cx_buf_addc(&text, dirt < 10 && (i == 0 || i % 4 == dirt % 4)
					   ? (char)toupper((unsigned char)email[i])
					   : email[i]);
	cx_buf_adds(&text, dirt == 3 ? " " : "");
	cx_json_string(text.data, text.len, out);
}

static void phone_print(const struct person *person, struct cx_buf *out)
{
	/* Around the prefix and each group of three digits. */
	static const char *const marks[][5] = {{"", "", "", "", ""},
					       {"", " (", ") ", "-", ""},
					       {"", "-", "-", "-", ""},
					       {" ", ".", ".", ".", " "}};
	char text[64];
	const char *phone = column_text(person, COLUMN_PHONE);
	if (!phone || strlen(phone) < PHONE_DIGITS) {
		cx_buf_adds(out, "null");
		return;
	}
	const char *const *mark = marks[dice(person, ABOUT_PHONE, CX_COUNT(marks))];
	int prefix = (int)strlen(phone) - PHONE_DIGITS;
	const char *digits = phone + prefix;
	snprintf(text, sizeof text, "%s%.*s%s%.3s%s%.3s%s%.3s%s", mark[0], prefix, phone, mark[1], digits,
		 mark[2], digits + 3, mark[3], digits + 6, mark[4]);
	text_print(text, out);
}

static void tags_print(const struct person *person, struct cx_buf *out)
{
	uint64_t dirt = dice(person, ABOUT_TAGS, 10);
	if (dirt < 2) {
		cx_buf_adds(out, "null");
		return;
	}
	cx_buf_addc(out, '[');
	for (uint64_t i = 0; i < dirt % 4; i++) {
		cx_buf_adds(out, i ? "," : "");
		text_print(tags[(dirt + i) % CX_COUNT(tags)], out);
	}
	cx_buf_addc(out, ']');
}

/* All are texts: some that mean a number or a boolean, and some that only look so. */
static void attributes_print(const struct person *person, struct cx_buf *out)
{
	uint64_t drawn = dice(person, ABOUT_ATTRIBUTES, 1000);
	cx_buf_addf(out, "{\"isVip\":\"%s\",\"Order Count\":\"%llu\",\"loyaltyNumber\":\"%05llu\"",
		    drawn % 7 ? "false" : "true", (unsigned long long)drawn,
		    (unsigned long long)(drawn * 7 % 100000));
	cx_buf_addf(out, ",\"appVersion\":\"%llu.%llu.3\",\"Preferred Channel\":\" %s \",\"tier\":",
		    (unsigned long long)(drawn % 3 + 1), (unsigned long long)(drawn % 10),
		    drawn % 2 ? "email" : "Phone");
	text_print(column_text(person, COLUMN_TIER), out);
	cx_buf_adds(out, ",\"lifetimeSpend\":");
	text_print(column_text(person, COLUMN_SPEND), out);
	cx_buf_addc(out, '}');
}

static void created_print(const struct person *person, struct cx_buf *out)
{
	cx_buf_addf(out, "\"%sT00:00:00Z\"", column_text(person, COLUMN_CREATED));
}

static void modified_print(const struct person *person, struct cx_buf *out)
{
	char text[CX_TIME_LEN + 1];
	bool is_old = dice(person, ABOUT_AGE, 10) == 0;
	uint64_t days = dice(person, ABOUT_DAYS, is_old ? 500 : 170) + (is_old ? 191 : 0);
	cx_time_format(person->now_ms - (int64_t)days * DAY_MS, text);
	cx_buf_addf(out, "\"%s\"", text);
}

const char *const cx_profile_fields[] = {"id",   "firstName",  "lastName",    "email",        "phone",
					 "tags", "attributes", "createdDate", "modifiedDate", NULL};

/* Parallel to the names. */
static void (*const printers[])(const struct person *person, struct cx_buf *out) = {
	id_print,   first_name_print, last_name_print, email_print,    phone_print,
	tags_print, attributes_print, created_print,   modified_print,
};
_Static_assert(CX_COUNT(printers) + 1 == CX_COUNT(cx_profile_fields), "each name has its printer");
_Static_assert((1u << CX_COUNT(printers)) - 1 == CX_PROFILE_ALL_FIELDS, "each field has its bit");

void cx_profile_row_print(sqlite3_stmt *row, unsigned fields, int64_t now_ms, struct cx_buf *out)
{
	const struct person person = {
		.row = row,
		.number = (uint64_t)sqlite3_column_int64(row, COLUMN_NUMBER),
		.now_ms = now_ms,
	};
	const char *before = "";
	cx_buf_addc(out, '{');
	for (size_t i = 0; i < CX_COUNT(printers); i++) {
		if (!(fields & (1u << i)))
			continue;
		cx_buf_addf(out, "%s\"%s\":", before, cx_profile_fields[i]);
		printers[i](&person, out);
		before = ",";
	}
	cx_buf_addc(out, '}');
}
