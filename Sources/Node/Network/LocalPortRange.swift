import SystemPackage

/// The ports that the kernel takes for connections that are opened without asking for one.
extension NetworkFacts {
    /// ip_local_port_range, for IPv6 too; nil where it cannot be read.
    public static func localPorts(in root: RootDirectory) -> ClosedRange<UInt16>? {
        guard let text = try? root.read("/proc/sys/net/ipv4/ip_local_port_range", limit: 64) else { return nil }
        let ends = text[...].words.compactMap { UInt16($0) }
        guard ends.count == 2, ends[0] <= ends[1] else { return nil }
        return ends[0]...ends[1]
    }
}
