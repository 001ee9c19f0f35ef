public import Base
import SystemPackage

/// The address of the Kubernetes API that the kubelet of a node uses.
public struct KubeConfig: Hashable, Sendable {
    /// Why a kubeconfig does not tell.
    public struct Failure: Error, Hashable, Sendable {
        /// The place and what is wrong there.
        public let evidence: Evidence
    }

    /// The server's URL, as it is written.
    public let server: String
    /// Where it stands.
    public let evidence: Evidence

    /// Where distributions put the kubelet's kubeconfig: kubeadm; OpenShift, kops, EKS, GKE and AKS; OpenShift before
    /// the first start; Bottlerocket; Talos; kubeasz and KubeKey; RKE1; Gardener; RKE2; K3s; k0s; MicroK8s; kubeadm
    /// before the node has joined.
    static let places: [FilePath] = [
        "/etc/kubernetes/kubelet.conf", "/var/lib/kubelet/kubeconfig", "/etc/kubernetes/kubeconfig",
        "/etc/kubernetes/kubelet/kubeconfig", "/etc/kubernetes/kubeconfig-kubelet",
        "/etc/kubernetes/kubelet.kubeconfig", "/etc/kubernetes/ssl/kubecfg-kube-node.yaml",
        "/var/lib/kubelet/kubeconfig-real", "/var/lib/rancher/rke2/agent/kubelet.kubeconfig",
        "/var/lib/rancher/k3s/agent/kubelet.kubeconfig", "/var/lib/k0s/kubelet.conf",
        "/var/snap/microk8s/current/credentials/kubelet.config", "/etc/kubernetes/bootstrap-kubelet.conf",
    ]

    /// Reads the first that is there.
    /// - Returns: nil where there is none.
    public static func find(in root: RootDirectory) throws(Failure) -> KubeConfig? {
        for path in places {
            let contents: [UInt8]
            do throws(FileError) {
                contents = try root.read(path, limit: 1 << 20)
            } catch {
                if error.isMissing { continue }
                throw Failure(evidence: Evidence(error))
            }
            return try KubeConfig(contents, path)
        }
        return nil
    }

    /// Takes the server of the cluster that the current context names, or of the only cluster where no context is
    /// named.
    init(_ contents: [UInt8], _ path: FilePath) throws(Failure) {
        let document: YAMLDocument
        do throws(YAMLDocument.Failure) { document = try YAMLDocument(parsing: contents) } catch {
            throw Failure(evidence: Evidence(path, line: error.line, "is not a kubeconfig: \(error.message)"))
        }
        let found = try KubeConfigReader(document, path).server()
        // What stands before an at sign is a password, and nobody's to print.
        server = ServerAddress.withoutCredentials(found.text)
        guard !server.isEmpty else {
            throw Failure(evidence: Evidence(path, line: found.line, "the server has a user, and no host behind it"))
        }
        evidence = Evidence(path, line: found.line, "server: \(server)")
    }
}
