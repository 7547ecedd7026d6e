# attributes reads before it believes: after resets, changes by others, answers that are none.

-- sandbox
-- project audiences
-- commit nothing but the project

# The answer never came, but reading shows that it was done: nothing is sent again.
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "reset-after", "count": 1}
$ cxctl attributes interaction-1 --set vip=true
  {"key":"vip","mode":"ADD","value":true}
  [stderr]
  1 added, 0 updated, 0 deleted; 3 requests, 66.7 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 200 reset-after
  GET /api/v2/interactions/interaction-1/attributes 200
-- delete /sandbox/faults

# It never came, and was not done: it is sent once more.
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "reset-before", "count": 1}
$ cxctl attributes interaction-1 --set vip=false
  {"key":"vip","mode":"UPDATE","before":true,"value":false}
  [stderr]
  0 added, 1 updated, 0 deleted; 5 requests, 80.0 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 0 reset-before
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 200
  GET /api/v2/interactions/interaction-1/attributes 200
-- delete /sandbox/faults

# Never at all: it is not known.
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "reset-before"}
$ cxctl attributes interaction-1 --set vip=null
  [stderr]
  error: interaction interaction-1: it is not known whether the attributes will change: the connection to {URL} broke before a whole answer came: Empty reply from server [attributes.doubt]
    hint: run it again: it reads first, and sends only what still differs
  [exit 3]
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 0 reset-before
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 0 reset-before
  GET /api/v2/interactions/interaction-1/attributes 200
-- delete /sandbox/faults

# Somebody changed it meanwhile: read again, and sent again; twice is a conflict.
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "status", "status": 412, "count": 1}
$ cxctl attributes interaction-1 --set vip=1
  {"key":"vip","mode":"UPDATE","before":false,"value":1}
  [stderr]
  0 added, 1 updated, 0 deleted; 5 requests, 80.0 % succeeded, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 412 status
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 200
  GET /api/v2/interactions/interaction-1/attributes 200
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "status", "status": 409}
$ cxctl attributes interaction-1 --set vip=2
  [stderr]
  error: interaction interaction-1: it was changed twice meanwhile: 409 conflict: fault: a fault rule made this answer (correlation id {UUID}) [attributes.conflict]
    hint: run it again: it reads first, and sends only what still differs
  [exit 5]
-- requests ordered
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 409 status
  GET /api/v2/interactions/interaction-1/attributes 200
  POST /api/v2/interactions/interaction-1/attributes 409 status
-- delete /sandbox/faults

# The tenant accepts it, and keeps something else.
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/*", "kind": "body", "base64": "eyJhdHRyaWJ1dGVzIjp7InZpcCI6dHJ1ZSwibmFtZSI6ImFuYSIsIm4iOjF9fQ==", "after": 1}
$ cxctl attributes interaction-1 --set vip=3 --set name=Ana
  [stderr]
  error: interaction interaction-1: the tenant accepted the attributes, and shows others than were sent: vip, name [attributes.differs]
    hint: somebody may have changed them, or the tenant changes what it is sent
  [exit 3]
-- delete /sandbox/faults

# It accepts it, and then cannot be read.
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/*", "kind": "status", "status": 400, "after": 1}
$ cxctl attributes interaction-1 --set vip=4
  [stderr]
  error: interaction interaction-1: the tenant accepted the attributes, and they cannot be read back: interaction interaction-1 cannot be read: 400 bad request: fault: a fault rule made this answer (correlation id {UUID}) [attributes.doubt]
    hint: run it again: it reads first, and sends only what still differs
  [exit 3]
-- delete /sandbox/faults

# It refuses, and repeats what it was sent: values are not shown.
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "status", "status": 400, "body": "{\"message\": \"note: Ana Maria may not be used, nor 'Berta'\"}"}
$ cxctl attributes interaction-1 --set 'note=Ana Maria' --set other=Berta -v 2>&1 | grep -v token
  GET {URL}/api/v2/interactions/interaction-1/attributes 200 {MS} ms, 332 bytes
  POST {URL}/api/v2/interactions/interaction-1/attributes 400 {MS} ms, 59 bytes
  error: interaction interaction-1: nothing was changed: 400 bad request: note: ********* may not be used, nor '*****' (correlation id {UUID}) [tenant.status]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "POST /api/v2/interactions/*", "kind": "status", "status": 403}
$ cxctl attributes interaction-1 --set vip=5
  [stderr]
  error: interaction interaction-1: nothing was changed: 403 forbidden: fault: a fault rule made this answer (correlation id {UUID}) [tenant.scope]
    hint: the call needs the scope interactions:write: see auth.scope, and what the client was granted
  [exit 1]
-- delete /sandbox/faults

# A map in place of a list is taken, too; what is none of both is not.
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/*", "kind": "body", "base64": "eyJhdHRyaWJ1dGVzIjp7InZpcCI6dHJ1ZSwibiI6MX19"}
$ cxctl attributes interaction-1 -q
  {"key":"vip","value":true}
  {"key":"n","value":1}
$ cxctl attributes interaction-1 --set vip=true --set n=1.0
  [stderr]
  nothing to do, 2 as wanted already; 1 request, {MS} ms (p50) and {MS} ms (p95), {N}.{N} s
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/*", "kind": "body", "base64": "eyJhdHRyaWJ1dGVzIjo3fQ=="}
$ cxctl attributes interaction-1 --set vip=5
  [stderr]
  error: interaction interaction-1 cannot be read: the answer holds no "attributes" [tenant.json]
  [exit 1]
-- delete /sandbox/faults
-- post /sandbox/faults
  {"route": "GET /api/v2/interactions/*", "kind": "junk"}
$ cxctl attributes interaction-1 --set vip=5
  [stderr]
  error: interaction interaction-1 cannot be read: the answer is no JSON [tenant.json]
  [exit 1]
-- delete /sandbox/faults
-- writes
  POST /api/v2/interactions/interaction-1/attributes 200 x2
  POST /api/v2/interactions/interaction-1/attributes 400 status
  POST /api/v2/interactions/interaction-1/attributes 403 status
