# The limits of profiles: ids, fields, segments, batches, pages.

-- sandbox --customers 400
-- project audiences
-- commit nothing but the project

# An id has 1 to 255 bytes and no comma or control character; one that is wrong is told by its number.
$ cxctl profiles "$(printf '%0256d' 0)" 'a,b' '' "$(printf 'a\nb')" -q
  [stderr]
  error: id 1 has more than 255 bytes [profiles.id]
  error: id 2 holds a comma [profiles.id]
  error: id 3 is empty [profiles.id]
  error: id 4 holds a control character [profiles.id]
  4 errors
  [exit 1]
$ cxctl profiles "$(printf '%0255d' 0)" --fields id
  [stderr]
  0 contacts of 1 id, 1 unknown; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl profiles --fields id,firstName,lastName,email,phone,tags,attributes,createdDate,modifiedDate,segments someone
  [stderr]
  error: contacts have no field "segments" [profiles.field]
    hint: they have id, firstName, lastName, email, phone, tags, attributes, createdDate, modifiedDate
  [exit 1]
$ cxctl profiles --fields '' someone
  [stderr]
  error: --fields has an empty value [usage.value]
  [exit 1]
$ cxctl profiles --segment ''
  [stderr]
  error: --segment has an empty value [usage.value]
  [exit 1]
$ cxctl profiles $(for i in $(seq 101); do printf ' --segment s%s' $i; done)
  [stderr]
  error: 101 segments are more than the 100 of one query [profiles.segment]
    hint: run it several times
  [exit 1]
-- requests
  ...

# 501 ids are six batches of at most 100, of which five are asked for at once.
$ for i in $(seq 501); do echo none-$i; done | cxctl profiles --ids-from - --fields id
  [stderr]
  0 contacts of 501 ids, 501 unknown; 6 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests
  ...

# A next page that was there before, one that lies elsewhere, and one that is no address.
-- post /sandbox/faults
  {"route": "GET /api/v2/crm/contacts", "kind": "body", "base64": "eyJpdGVtcyI6W10sIm5leHRQYWdlVXJsIjoiL2FwaS92Mi9jcm0vY29udGFjdHM/cGFnZT05In0="}
$ cxctl profiles one
  [stderr]
  0 contacts were printed, all that there are of 0 ids
  error: batch 1 of the ids, page 2 of the contacts: its next page was there before [tenant.incomplete]
    hint: the tenant would send the same pages for ever
  [exit 1]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/crm/contacts", "kind": "body", "base64": "eyJpdGVtcyI6W10sIm5leHRQYWdlVXJsIjoiaHR0cHM6Ly9vdGhlci5leGFtcGxlL2FwaT9wYWdlPTImZW1haWw9YW5hQGV4YW1wbGUuY29tIn0="}
$ cxctl profiles one
  [stderr]
  0 contacts were printed, all that there are of 0 ids
  error: batch 1 of the ids, page 1 of the contacts: the next page is at https://other.example:443, which is not the tenant [tenant.origin]
    hint: nothing was sent there; the tenant is {URL}
  [exit 1]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/crm/contacts", "kind": "body", "base64": "eyJpdGVtcyI6W10sIm5leHRQYWdlVXJsIjo3fQ=="}
$ cxctl profiles one
  [stderr]
  0 contacts were printed, all that there are of 0 ids
  error: batch 1 of the ids, page 1 of the contacts: nextPageUrl is no usable address [tenant.incomplete]
  [exit 1]
-- delete /sandbox/faults
-- requests
  ...

# Another deployment: smaller batches, segments by contains, a shorter window.
-- file profiles/small.yaml
  apiVersion: cxctl/v1
  kind: Profile
  metadata: {name: small}
  extends: cxone
  segment_filter: contains
  retention_days: 1
  limits: {profile_batch: 2, profile_requests: 1, profile_page: 10}
$ sed -i 's/profile: cxone/profile: profiles\/small.yaml/' cxctl.yaml
$ cxctl profiles one two three --segment "o'hara" --segment x --fields id
  [stderr]
  0 contacts of 3 ids, 3 unknown or not in the segments; 2 requests, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl profiles b6b9aeef-0d2d-47ab-80b3-1645445bcd27 --fields id
  [stderr]
  0 contacts of 1 id, 1 left out (not modified for 1 day); 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
$ cxctl profiles --segment 'a,b' --fields id
  [stderr]
  error: --segment number 1 has a comma in it, which cannot be asked for [profiles.segment]
    hint: this tenant takes segments as a list with commas; name each with a --segment of its own
  [exit 1]
-- requests
  GET /api/v2/crm/contacts?ids=one,two&fields=id,modifiedDate&filter=segmentIds%20contains%20%27o%27%27hara%2Cx%27&page=1&pageSize=10 200
  GET /api/v2/crm/contacts?ids=three&fields=id,modifiedDate&filter=segmentIds%20contains%20%27o%27%27hara%2Cx%27&page=1&pageSize=10 200
  GET /api/v2/crm/contacts?ids=b6b9aeef-0d2d-47ab-80b3-1645445bcd27&fields=id,modifiedDate&page=1&pageSize=10 200
