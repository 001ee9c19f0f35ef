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

    /// Where distributions put the kubelet's kubeconfig: kubeadm; OpenShift, kops and EKS; OpenShift before the first
    /// start; RKE2; K3s; k0s; MicroK8s; kubeadm before the node has joined.
    static let places: [FilePath] = [
        "/etc/kubernetes/kubelet.conf", "/var/lib/kubelet/kubeconfig", "/etc/kubernetes/kubeconfig",
        "/var/lib/rancher/rke2/agent/kubelet.kubeconfig", "/var/lib/rancher/k3s/agent/kubelet.kubeconfig",
        "/var/lib/k0s/kubelet.conf", "/var/snap/microk8s/current/credentials/kubelet.config",
        "/etc/kubernetes/bootstrap-kubelet.conf",
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

    /// Takes the server of the cluster that the current context names, or of the only cluster there is.
    init(_ contents: [UInt8], _ path: FilePath) throws(Failure) {
        let document: BlockYAML
        do throws(BlockYAML.Failure) {
            document = try BlockYAML(parsing: contents)
        } catch {
            throw Failure(evidence: Evidence(path, line: error.line, "is not a kubeconfig: \(error.message)"))
        }
        let current = document["current-context"]?.text ?? ""
        let context = document["contexts"]?.entries.first { $0["name"]?.text == current }
        let clusters = document["clusters"]?.entries ?? []
        let wanted = context?["context"]?["cluster"]?.text
        let cluster = clusters.first { $0["name"]?.text == wanted } ?? (clusters.count == 1 ? clusters[0] : nil)
        guard let server = cluster?["cluster"]?["server"]?.text, !server.isEmpty else {
            throw Failure(evidence: Evidence(path, "names no server"))
        }
        let line = TextLines(contents).first { $0.bytes.trimmedText.hasSuffix(server) }?.number
        self.server = server
        evidence = Evidence(path, line: line, "server: \(server)")
    }
}
