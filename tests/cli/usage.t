# What is wrong with a command line is told all at once, with exit 1: the exit codes above mean something else.

$ cxctl
  [stderr]
  error: no command was given [usage.command]
    hint: see cxctl help
  [exit 1]

$ cxctl versoin
  [stderr]
  error: unknown command "versoin" [usage.command]
    hint: did you mean cxctl version?
  [exit 1]

$ cxctl version --tenat prod --color=sometimes -o
  [stderr]
  error: unknown option --tenat [usage.option]
    hint: did you mean --tenant?
  error: --color cannot be "sometimes", only auto, always or never [usage.value]
  error: --output needs a value: FORMAT[=FILE] [usage.value]
  3 errors
  [exit 1]

# Formats of other commands are told apart from misspellings.
$ cxctl version -o markdown
  [stderr]
  error: version cannot print as markdown [output.format]
    hint: formats are text and json
  [exit 1]

# JSON is printed in every case, and one object a line on standard error if asked for.
$ cxctl versoin -o json --log-format json
  {
    "format_version": "1.0",
    "command": null,
    "diagnostics": [
      {
        "severity": "error",
        "code": "usage.command",
        "file": null,
        "line": null,
        "column": null,
        "pointer": null,
        "message": "unknown command \"versoin\"",
        "note": null,
        "hint": "did you mean cxctl version?"
      }
    ],
    "exit_code": 1
  }
  [stderr]
  {"severity":"error","code":"usage.command","file":null,"line":null,"column":null,"pointer":null,"message":"unknown command \"versoin\"","note":null,"hint":"did you mean cxctl version?"}
  [exit 1]

# What cannot be written is an error, not silence.
$ cxctl version >/dev/full
  [stderr]
  error: standard output cannot be written to: No space left on device [output.write]
  [exit 1]

$ cxctl version >&-
  [stderr]
  error: standard output cannot be written to: Bad file descriptor [output.write]
  [exit 1]

# A reader that leaves early is no message.
$ cxctl help | head -n 1
  cxctl keeps a NICE CXone tenant equal to YAML files in a git repository.

# Colours only on terminals, or when asked for.
$ cxctl versoin --color=always 2>&1 | grep -c "$(printf '\033')"
  2

# The scripts of completion parse.
$ cxctl completion bash | bash -n && echo fine
  fine

# Whoever asks for help gets it.
$ cxctl version --nonsense --help | sed -n 1,3p
  cxctl version: show the version
  
  Usage: cxctl version [OPTION...]
