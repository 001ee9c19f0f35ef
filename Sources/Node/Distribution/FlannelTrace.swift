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

    /// Looks for the files; nil where there are none. One that cannot be looked for leaves no trace.
    public init?(in root: RootDirectory) {
        func first(_ paths: [FilePath]) -> FilePath? { paths.first { (try? root.exists($0)) == true } }
        if let path = first(Self.canals) {
            self = .canal(path)
        } else if let path = first(Self.flannels) {
            self = .flannel(path)
        } else {
            return nil
        }
    }
}
