public import Base
public import SystemPackage

/// Facts about the node's network that are no sockets.
public enum NetworkFacts {
    /// Whether IPv6 is on; nil where no running system can be asked.
    public static func hasIPv6(in root: RootDirectory) throws(FileError) -> (value: Bool, evidence: Evidence)? {
        let path: FilePath = "/proc/sys/net/ipv6/conf/all/disable_ipv6"
        if let text = try root.readIfPresent(path, limit: 64)?[...].trimmedText {
            return (text == "0", Evidence(path, line: 1, text))
        }
        // A kernel without IPv6, or one started with ipv6.disable=1.
        guard try root.exists("/proc/sys/net/ipv4") else { return nil }
        return (false, Evidence(path, "does not exist"))
    }

    /// The names of all interfaces; none in an image.
    public static func interfaces(in root: RootDirectory) throws(FileError) -> [String] {
        try root.entriesIfPresent(of: folder).map(\.string)
    }

    private static let folder: FilePath = "/sys/class/net"

    /// The interfaces of a kind such as `vxlan` or `wireguard`, by the kernel's own word.
    public static func devices(
        _ kind: String, in root: RootDirectory
    ) throws(FileError) -> [(name: String, evidence: Evidence)] {
        let wanted = "DEVTYPE=\(kind)"
        var devices: [(name: String, evidence: Evidence)] = []
        for name in try root.entriesIfPresent(of: folder) {
            let path = folder.appending(name).appending("uevent")
            // An interface may go away in between.
            guard let contents = try root.readIfPresent(path, limit: 4096),
                let line = TextLines(contents).first(where: { $0.bytes.trimmedText == wanted })
            else { continue }
            devices.append((name.string, Evidence(path, line: line.number, wanted)))
        }
        return devices
    }

    /// The interfaces that IPv4 networks are directly behind, but for those of containers and virtual machines on this
    /// node.
    public static func onLinkInterfaces(in root: RootDirectory) throws(FileError) -> [String] {
        try routes("route", in: root).filter {
            $0.count > 7 && $0[2] == "00000000" && $0[7] != "FFFFFFFF" && $0[7] != "Mask" && !isPodSide($0[0])
        }.map { $0[0] }.unique
    }

    /// Whether only containers and virtual machines on this node are behind an interface, by its name.
    public static func isPodSide(_ name: String) -> Bool { podSide.contains(where: name.hasPrefix) }

    private static let podSide = [
        "cali", "tunl", "vxlan", "wireguard", "wg", "docker", "br-", "virbr", "cni", "flannel", "veth", "lxc", "lo",
        "kube-", "nodelocaldns", "podman",
    ]

    /// The interfaces that the default routes go out by, IPv4 and IPv6, without repetition.
    public static func uplinks(in root: RootDirectory) throws(FileError) -> [String] {
        try (uplinks(in: root, isIPv6: false) + uplinks(in: root, isIPv6: true)).unique
    }

    /// The interfaces that the default routes of IPv4 or of IPv6 go out by, without repetition.
    public static func uplinks(in root: RootDirectory, isIPv6: Bool) throws(FileError) -> [String] {
        guard isIPv6 else {
            return try routes("route", in: root).filter { $0.count > 7 && $0[1] == "00000000" && $0[7] == "00000000" }
                .map { $0[0] }.unique
        }
        // The kernel lists its own "no route" for everything on lo.
        return try routes("ipv6_route", in: root).filter { words in
            words.count > 9 && words[0].allSatisfy { $0 == "0" } && words[1] == "00" && words[9] != "lo"
        }.map { $0[9] }.unique
    }

    /// The lines of a table of routes, by its name in /proc/net; a kernel without IPv6 has no table of its routes.
    private static func routes(_ table: FilePath.Component, in root: RootDirectory) throws(FileError) -> [[String]] {
        TextLines(try root.readIfPresent(folder(in: root).appending(table), limit: 4 << 20) ?? []).map(\.bytes.words)
    }

    /// The tables of the older x_tables that are in use, told without loading any: those of IPv4, and then those of
    /// IPv6.
    /// - Throws: where a list is there and may not be read, as by an ordinary user.
    public static func xtables(in root: RootDirectory) throws(FileError) -> [(name: String, isIPv6: Bool)] {
        var tables: [(name: String, isIPv6: Bool)] = []
        for (list, isIPv6) in [("ip_tables_names", false), ("ip6_tables_names", true)] {
            // Where the list is not there, no table is.
            let names = try root.readIfPresent(folder(in: root).appending(list), limit: 4096) ?? []
            tables += TextLines(names).map { ($0.bytes.trimmedText, isIPv6) }
        }
        return tables
    }

    /// Where the kernel tells of the node's network: a process in a container has one of its own.
    public static func folder(in root: RootDirectory) -> FilePath { root.isHost ? "/proc/net" : "/proc/1/net" }
}
