import KeyFile

/// The words that a rule's keys begin with, as the parser of systemd 243 and later knows them; the one before has the
/// same words for keys that ask only.
enum UdevKeyword {
    /// A key that asks only, and has no braces.
    case match(UdevToken.Key)
    case symlink, name, tag, goto, label, program, options
    /// What is set of a node in /dev, which an interface has none of.
    case node
    case env, const, attr, sysctl, attrs, securityLabel, imports
    case test, run

    /// In one table, because a whole machine's rules are looked through word by word.
    private static let all: [RawText: UdevKeyword] = [
        "ACTION": .match(.action), "DEVPATH": .match(.devpath), "KERNEL": .match(.kernel),
        "SUBSYSTEM": .match(.subsystem), "DRIVER": .match(.driver), "KERNELS": .match(.kernels),
        "SUBSYSTEMS": .match(.subsystems), "DRIVERS": .match(.drivers), "TAGS": .match(.tags),
        "RESULT": .match(.result),
        "SYMLINK": .symlink, "NAME": .name, "TAG": .tag, "GOTO": .goto, "LABEL": .label, "PROGRAM": .program,
        "OPTIONS": .options, "OWNER": .node, "GROUP": .node, "MODE": .node,
        "ENV": .env, "CONST": .const, "ATTR": .attr, "SYSCTL": .sysctl, "ATTRS": .attrs, "SECLABEL": .securityLabel,
        "IMPORT": .imports, "TEST": .test, "RUN": .run,
    ]

    /// Nil for a word that is none.
    init?(_ word: RawText) {
        guard let known = Self.all[word] else { return nil }
        self = known
    }
}
