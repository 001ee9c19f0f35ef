public import SystemPackage

/// Whether flannel carries packets from node to node, by the files that its installers leave for the container runtime.
public enum FlannelTrace: Hashable, Sendable {
    /// Canal: Calico for policy, flannel between nodes.
    case canal(FilePath)
    /// flannel with a CNI plugin of its own.
    case flannel(FilePath)

    /// Canal's manifest and RKE2's rke2-canal write this one, the latter on servers the other, too.
    private static let canals: [FilePath] = [
        "/etc/cni/net.d/10-canal.conflist", "/var/lib/rancher/rke2/server/manifests/rke2-canal.yaml",
    ]
    /// flannel's manifest, and k3s, which brings flannel with it.
    private static let flannels: [FilePath] = [
        "/etc/cni/net.d/10-flannel.conflist", "/var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist",
    ]

    /// Looks for the files; nil where there are none.
    /// - Throws: where one cannot be looked for, and none of those before is there.
    public init?(in root: RootDirectory) throws(FileError) {
        for path in Self.canals where try root.exists(path) {
            self = .canal(path)
            return
        }
        for path in Self.flannels where try root.exists(path) {
            self = .flannel(path)
            return
        }
        return nil
    }
}
