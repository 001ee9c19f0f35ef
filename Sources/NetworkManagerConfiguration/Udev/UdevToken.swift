import KeyFile

/// One key of a rule that matters for an interface's properties: a match, an import or an assignment.
struct UdevToken: Hashable {
    /// What it does. The order is udev's own: the keys of a line are sorted by it, whatever order they were written in.
    enum Key: Int, Hashable {
        case action, devpath, kernel, symlink, name, env, const, tag, subsystem, driver, waitFor, attr, sysctl
        case kernels, subsystems, drivers, attrs, tags
        case test, program, importFile, importProgram, importBuiltin, importDatabase, importCommandLine, importParent
        case result
        case escapeNone, escapeReplace, assignTag, assignEnv, assignName, assignAttr

        /// Whether it is asked of the device and each of its parents.
        var isOfParents: Bool { (Key.kernels.rawValue...Key.tags.rawValue).contains(rawValue) }
        /// Whether `|` separates alternatives in its value.
        var hasAlternatives: Bool { rawValue < Key.test.rawValue || self == .result }
    }

    /// The operators of udev(7).
    enum Operator: Hashable {
        case equal, unequal, add, remove, assign, assignFinally

        var isMatch: Bool { self == .equal || self == .unequal }
    }

    let key: Key
    let comparison: Operator
    /// What stands in braces behind the key.
    let attribute: RawText
    let value: RawText
    var ignoresCase = false
}
