# A secret that stands in a definition is wrong, and is in no excerpt of what else is wrong on its line.

-- secret INLINE=hunter2hunter2hunter2
-- project webhooks
-- file .gitignore
  webhooks
-- file make.sh
  mkdir -p webhooks
  cat >webhooks/a.yaml <<END
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: a}
  spec: {name: a, url: "ftp://x", events: [e], secret: $INLINE}
  ---
  apiVersion: cxctl/v1
  kind: Webhook
  metadata: {name: b}
  spec:
    name: b
    url: https://example.com/
    events: [e]
    secret: $INLINE
    secret: "$INLINE"
  END
  "$@"
  rm -r webhooks

$ sh make.sh cxctl validate
  [stderr]
  webhooks/a.yaml:4:22: error: url must begin with https:// [schema.pattern]
      4 | spec: {name: a, url: "ftp://x", events: [e], secret: *********************}
        |                      ^^^^^^^^^
    hint: plain http is accepted for localhost, 127.0.0.1 and [::1] alone
  webhooks/a.yaml:4:54: error: a secret may not stand in a definition [schema.type]
    hint: use {env: NAME} or {file: path}
  webhooks/a.yaml:13:11: error: a secret may not stand in a definition [schema.type]
    hint: use {env: NAME} or {file: path}
  webhooks/a.yaml:14:3: error: the key secret stands twice in one mapping [yaml.duplicate]
     14 |   secret: ***********************
        |   ^^^^^^
  webhooks/a.yaml:13:3: note: first here
     13 |   secret: *********************
        |   ^^^^^^
    hint: remove one of the two
  4 errors
