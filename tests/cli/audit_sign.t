# Somebody vouches for the record with an SSH key, and anybody checks it with the list of signers.

-- sandbox --customers 200
-- project audiences
-- file audiences/vip.yaml
  apiVersion: cxctl/v1
  kind: Audience
  metadata: {name: vip, id: 7d0c5f4e-1a2b-4c3d-8e9f-0a1b2c3d4e5f}
  spec:
    name: Vip
    criteria: {operator: AND, conditions: [{field: spend, operator: greater_than, value: 5000}]}
-- commit vip
$ cxctl audit sign --key ../ana
  [stderr]
  error: the ledger refs/cxctl/prod is not signed: it is empty [audit.sign]
    hint: the first cxctl apply begins it
  [exit 1]
$ cxctl apply --yes >/dev/null
$ ssh-keygen -q -t ed25519 -N '' -C '' -f ../ana && ssh-keygen -q -t ed25519 -N '' -C '' -f ../eve && printf 'ana@example.com %s\n' "$(cat ../ana.pub)" >../signers

$ cxctl audit verify --signers ../signers
  intact: 1 run, 4 records
    head {HASH}
    keep the head elsewhere, and give it with --head to notice what was cut off
  [stderr]
  error: no head of refs/cxctl/prod is signed by one of the signers [audit.unsigned]
    hint: sign it with: cxctl audit sign --key FILE
  [exit 7]
$ cxctl audit sign --key ../ana
  signed: 1 run, up to the head
    {HASH}
$ cxctl audit sign --key ../ana
  signed already: 1 run, up to the head
    {HASH}
$ cxctl audit verify --signers ../signers
  intact: 1 run, 4 records
    signed by ana@example.com: all of it
    head {HASH}
$ cxctl audit verify --signers ../signers -o json | jq -c '[.verify.verdict, .verify.anchor, .verify.signed]'
  ["intact","signature",{"runs":1,"signer":"ana@example.com"}]

# Without cxctl: the text that was signed, and ssh-keygen.
-- file check.sh
  sig=$(git ls-tree -r --name-only refs/cxctl-signatures/prod | head -n 1)
  git cat-file blob "refs/cxctl-signatures/prod:$sig" >../head.sig
  printf 'cxctl audit head\nrefs/cxctl/prod\n%s\n' "${sig%/*}" |
    ssh-keygen -Y verify -f ../signers -I ana@example.com -n cxctl-audit -s ../head.sig | cut -d' ' -f1-5
$ sh check.sh && rm check.sh
  Good "cxctl-audit" signature for ana@example.com

# A key that is not on the list proves nothing; runs after the newest signature are told.
$ sed -i 's/5000/6000/' audiences/vip.yaml && git commit -qam stricter && cxctl apply --yes >/dev/null && cxctl audit sign --key ../eve >/dev/null && cxctl audit verify --signers ../signers
  intact: 2 runs, 8 records
    signed by ana@example.com: the first 1 of its 2 runs
    head {HASH}
  [stderr]
  warning: a signature of the head {HASH} proves nothing: its key is none of the signers' [audit.signature]

# A ledger that was rewound lacks a head that somebody signed.
$ cxctl audit sign --key ../ana >/dev/null && git update-ref refs/cxctl/prod refs/cxctl/prod^1 && cxctl audit verify --signers ../signers
  truncated: 1 run, 4 records
    the head {HASH},
      which ana@example.com signed, is not among its runs: it was cut or rewound
    signed by ana@example.com: all of it
    head {HASH}
  [stderr]
  warning: a signature of the head {HASH} proves nothing: its key is none of the signers' [audit.signature]
  [exit 7]

$ cxctl audit sign
  [stderr]
  error: --key is missing: which key signs [usage.option]
    hint: an SSH key: --key ~/.ssh/id_ed25519
  [exit 1]
$ cxctl audit sign --key ../none
  [stderr]
  error: ssh-keygen cannot sign with ../none [audit.sign]
    note: Couldn't load public key ../none: No such file or directory
    hint: a key with a passphrase needs the agent: ssh-add KEY, then --key KEY.pub
  [exit 1]
$ cxctl audit verify --signers ../none
  [stderr]
  error: ../none cannot be read: No such file or directory [audit.signers]
    hint: a line for each signer: NAME ssh-ed25519 KEY; see ssh-keygen(1), ALLOWED SIGNERS
  [exit 1]
$ cxctl audit verify --remote
  [stderr]
  error: the project shares its ledger with no remote [audit.remote]
    hint: ledger: {remote: origin} in cxctl.yaml
  [exit 1]
$ cxctl audit verify --signers ../signers --log x
  [stderr]
  error: --log and --signers cannot be given together: a file has no signers [usage.option]
  [exit 1]
