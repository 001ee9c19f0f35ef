import Base

/// How a version of udev reads and applies rules, where versions differ: the one table of udev's thresholds.
///
/// The numbers are systemd's; its file is `src/udev/udev-rules.c` throughout. Distributions carry some changes earlier:
/// Red Hat's 219 and 239 know `CONST`.
struct UdevDialect: Hashable, Sendable {
    /// The version of systemd that udev belongs to.
    let version: Int

    /// One version of each behaviour: where the version is not known, all of them are tried.
    static let all = [219, 220, 235, 239, 243, 244, 247, 248, 254, 255, 257, 258].map(UdevDialect.init(version:))

    /// A directory whose name ends in `.rules` hides a file of that name in a later one.
    var directoriesHideFiles: Bool { version >= 239 }
    /// `SYSCTL{}`: "udev: support setting/matching of sysctl".
    var knowsSysctl: Bool { version >= 220 }
    /// `\"` inside a value: "udev-rules: all values can contain escaped double quotes now".
    var escapesQuotes: Bool { version >= 235 }
    /// The parser was written anew ("udev: rewrite udev-rules.c"): a line with anything that is no key and value is
    /// dropped, where it was read up to there; comments may stand between continued lines; `TAG` takes globs.
    var isRewritten: Bool { version >= 243 }
    /// `/usr/local/lib/udev/rules.d`.
    var readsLocalDirectory: Bool { version >= 243 }
    /// An empty alternative (`"|cali*"`) matches an empty value; the first rewritten version had lost that.
    var hasEmptyAlternatives: Bool { version != 243 }
    /// `TAG!=` holds where no tag matches; before, where every one did. Older branches got it in minor releases that no
    /// number of a version tells apart: nil there.
    var tagsDifferAsOne: Answer { version >= 254 || !isRewritten ? .yes : .unknown }
    /// A property that a substitution leaves empty is not set, so that `+=` puts no space before what it adds. Nil as
    /// above.
    var emptyIsUnset: Answer { version >= 258 ? .yes : isRewritten ? .unknown : .no }
    /// `CONST{}`.
    var knowsConstants: Bool { version >= 244 || version < 243 }
    /// `e"…"` with C escapes.
    var hasEscapedStrings: Bool { version >= 247 }
    /// `OPTIONS="log_level=…"`.
    var knowsLogLevel: Bool { version >= 248 }
    /// `SYMLINK-=`.
    var removesLinks: Bool { version >= 254 }
    /// The builtin `net_driver` sets `ID_NET_DRIVER`; before, `net_setup_link` did.
    var hasDriverBuiltin: Bool { version >= 255 }
    /// `[Link] Property=` in `.link` files.
    var linksSetProperties: Bool { version >= 256 }
    /// `i"…"` ignores letter case.
    var hasCaseInsensitiveStrings: Bool { version >= 257 }
    /// The longest line, with its continuations, in bytes: `UTIL_LINE_SIZE`.
    var lineLimit: Int { 16384 }
}
