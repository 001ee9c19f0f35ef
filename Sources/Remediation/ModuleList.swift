import SystemPackage

/// The file from which systemd loads modules when the machine starts: modules-load.d(5).
struct ModuleList {
    /// Where it is.
    static let path: FilePath = "/etc/modules-load.d/nmfence.conf"

    private static let mark = "# Managed by nmfence; undo with \"nmfence revert\"."
    /// What ``mark`` was before.
    private static let formerMark = "# Written by 'nmfence fix --load-modules'; 'nmfence revert' takes it back."

    /// The names, in order.
    let names: [String]

    /// Whether `fix` wrote this file.
    static func isOurs(_ contents: [UInt8]) -> Bool {
        [mark, formerMark].contains { contents.starts(with: $0.utf8) }
    }

    /// The names in a file.
    static func names(in contents: [UInt8]) -> [String] {
        String(decoding: contents, as: UTF8.self).split(whereSeparator: \.isNewline)
            .compactMap { $0.split(whereSeparator: \.isWhitespace).first.map(String.init) }
            .filter { !$0.hasPrefix("#") && !$0.hasPrefix(";") }
    }

    /// The whole file.
    var contents: [UInt8] {
        Array(
            ([Self.mark, "# Kernel modules that Calico needs; see modules-load.d(5)."] + names).joined(separator: "\n")
                .utf8)
            + [0x0A]
    }
}
