public import SystemPackage

/// The files that keep systemd-networkd off Calico's interfaces: what `nmfence render networkd` prints.
public enum NetworkdFence {
    /// One file.
    public struct File: Hashable, Sendable {
        /// Where it belongs.
        public let path: FilePath
        /// What stands in it.
        public let text: String
    }

    /// The usual name: a file that sorts before another one's counts.
    public static let name = "20-calico.network"

    /// The .network file for interfaces, and the drop-in of networkd.conf.
    /// - Parameter patterns: names and globs of interfaces, as systemd's Name= takes them.
    public static func files(for patterns: [String]) -> [File] {
        [
            File(
                path: FilePath("/etc/systemd/network").appending(name),
                text: text(PackageResources.calico_network)
                    .replacing("@NAMES@", with: patterns.joined(separator: " "))),
            File(path: settingsPath, text: text(PackageResources.networkd_calico_conf)),
        ]
    }

    /// A name for such a file that sorts before another one's.
    /// - Parameter isTaken: whether a file of this name is there already.
    public static func name(before other: String, where isTaken: (String) -> Bool) -> String? {
        let names = ["20", "10", "05", "00", "0"].map { "\($0)-calico.network" } + ["!calico.network"]
        return names.first { $0.utf8.lexicographicallyPrecedes(other.utf8) && !isTaken($0) }
    }

    /// Where the drop-in of networkd.conf belongs.
    public static let settingsPath: FilePath = "/etc/systemd/networkd.conf.d/20-calico.conf"

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
