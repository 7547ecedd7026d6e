# SPDX-License-Identifier: Apache-2.0
"""What is wrong between definitions: references, names, ids, variables, and files that are no definitions."""

from good import AT, Raw, At, bad


def excluding(g, *items, document=None):
    document = document or g.audience()
    document["spec"]["exclusions"] = list(items)
    return document


@bad("ref-misspelt", "ref.unknown", "did you mean")
def _(g):
    "a reference that is not quite a name"
    other = "do-not-contact-" + g.name
    return {"audiences/case.yaml": g.write(excluding(g, {"ref": At(g.misspelt(other))})),
            "audiences/other.yaml": g.write(g.audience(other))}


@bad("ref-dangling", "ref.unknown", "define it|UUID")
def _(g):
    "a reference to a name that is nowhere"
    return g.write(excluding(g, {"ref": At("zzzz.qqqq.xxxx")}))


@bad("ref-kind", "ref.unknown", "Webhook")
def _(g):
    "a reference to a definition of another kind"
    document = excluding(g, {"ref": At("hook-" + g.name)})
    return {"audiences/case.yaml": g.write(document), "webhooks/hook.yaml": g.write(g.webhook("hook-" + g.name))}


@bad("ref-self", "audience.exclusion", "exclusions")
def _(g):
    "an audience that excludes itself, by name or by UUID in either case"
    document = g.audience()
    uuid = document["metadata"]["id"]
    return g.write(excluding(g, g.uuid(), At(g.pick(Raw("{ref: %s}" % g.name), uuid, uuid.upper())), document=document))


@bad("ref-twice", "audience.exclusion", "remove one")
def _(g):
    "an audience that is excluded twice, by UUID and by name"
    other = g.audience(g.new_name())
    name, uuid = other["metadata"]["name"], other["metadata"]["id"]
    pair = g.pick((uuid, uuid.upper()), (Raw("{ref: %s}" % name), uuid), (uuid, Raw("{ref: %s}" % name)), (Raw("{ref: %s}" % name),) * 2)
    return {"audiences/case.yaml": g.write(excluding(g, pair[0], At(pair[1]))), "audiences/other.yaml": g.write(other)}


@bad("ref-cycle", "ref.cycle", "break|exclu", place=None)
def _(g):
    "audiences that exclude each other in a circle"
    names = [g.name] + [g.new_name() for _ in range(g.rng.randint(1, 5))]
    return {f"audiences/c{i}.yaml": g.write(excluding(g, {"ref": names[(i + 1) % len(names)]}, document=g.audience(name)))
            for i, name in enumerate(names)}


@bad("ref-key", "schema.unknown", "ref")
def _(g):
    "a reference with a misspelt key"
    return g.write(excluding(g, {AT + g.pick("reff", "Ref", "fef"): "gold"}))


@bad("ref-type", "schema.type", "UUID|quote|ref")
def _(g):
    "an exclusion that is no text and no reference"
    return g.write(excluding(g, At(g.pick(17, True, None, Raw("[a]"), 4.5))))


@bad("ref-name-bare", "schema.format", "ref: ")
def _(g):
    "a name where a UUID or a reference must stand"
    return g.write(excluding(g, At("do-not-contact-" + g.name)))


@bad("id-twice", "definition.id", "own")
def _(g):
    "two definitions with one id, in two files or in one"
    first, second = g.audience("a-" + g.name), g.audience()
    uuid = first["metadata"]["id"]
    second["metadata"]["id"] = At(g.pick(uuid, uuid.upper()))
    if g.rng.random() < 0.5:
        return g.write(first).removesuffix("...\n") + "---\n" + g.write(second).removeprefix("---\n")
    return {"audiences/a.yaml": g.write(first), "audiences/case.yaml": g.write(second)}


@bad("name-twice", "definition.name", "another")
def _(g):
    "two definitions of a kind with one name"
    first, second = g.audience(g.name), g.audience()
    second["metadata"]["name"] = At(g.name)
    return {"audiences/a.yaml": g.write(first), "audiences/case.yaml": g.write(second)}


@bad("var-misspelt", "vars.unknown", "did you mean")
def _(g):
    "a variable that is not quite the project's"
    document = g.audience()
    document["spec"]["description"] = At("for ${var.%s}" % g.pick("regoin", "regio", "reegion", "Region"))
    return g.write(document)


@bad("var-unknown", "vars.unknown", "vars")
def _(g):
    "a variable that nobody defined"
    document = g.any()
    document["spec"]["name"] = At("${var.zz_%s}" % g.pick("a", "bb", "tenantwide"))
    return g.write(document)


@bad("var-syntax", "vars.syntax", r"\$\{var")
def _(g):
    "${ without what must follow"
    document = g.any()
    document["spec"]["name"] = At(g.pick("${region}", "${var.region", "${var.}", "${env.HOME}", "a ${ b", "${VAR.region}"))
    return g.write(document)


@bad("var-type", "schema.type", "quote|vars")
def _(g):
    "a variable of a type that the field cannot take"
    document = g.audience()
    document["spec"]["name"] = At("${var.seats}")
    return g.write(document)


@bad("attributes-file", "definition.kind", "cxctl attributes", whole=False)
def _(g):
    "a file of interaction attributes, which are no definitions"
    return AT + g.pick("attributes:\n  - {key: tier, value: gold, mode: ADD}\n", "attributes: [{key: tier, value: gold}]\n",
                       "{attributes: [{key: tier, value: 1}]}\n", "interactionId: i-1\nattributes: [{key: a, value: b}]\n")


@bad("project-file", "definition.kind", "root", whole=False)
def _(g):
    "a project file among the definitions"
    return f"apiVersion: cxctl/v1\nkind: {AT}Project\ndefinitions: [a]\ntenants: {{}}\n"


@bad("symlink", "file.symlink", "itself", place=False, whole=False, link=True)
def _(g):
    "a file that is a symbolic link"
    return g.write(g.any())


@bad("foreign-document", "definition.kind definition.foreign", "kind", whole=False)
def _(g):
    "a file of another tool in the folder"
    return g.pick(AT + "version: 2\nupdates: []\n", AT + "name: ci\non: push\n".replace("on:", "'on':"), AT + "stages: [test]\n")
