import Base
import SystemPackage

/// Finds the server in a kubeconfig by the rules of client-go's `clientcmd`, which the kubelet reads it with.
struct KubeConfigReader {
    private let top: YAMLValue
    private let path: FilePath

    init(_ document: YAMLDocument, _ path: FilePath) {
        top = YAMLValue(document)
        self.path = path
    }

    /// The server of the cluster that counts, as it is written.
    func server() throws(KubeConfig.Failure) -> (text: String, line: Int) {
        if top.isNull { throw failure("is not a kubeconfig: its first document is empty", top) }
        guard top.isMapping else { throw failure("is not a kubeconfig: it is \(top.kind)", top) }
        for (key, wanted) in [("kind", "Config"), ("apiVersion", "v1")] {
            if let found = top[key], let text = try text(found, key), text != wanted {
                throw failure("is not a kubeconfig: \(key) is \(text)", found)
            }
        }
        let clusters = try named("clusters", inner: "cluster", "server")
        let cluster = try cluster(among: clusters)
        guard let server = cluster.value["cluster"]?["server"], let text = try text(server, "server"), !text.isEmpty
        else { throw failure("names no server for cluster '\(cluster.name)'", cluster.value) }
        return (text, server.line)
    }

    private func cluster(among clusters: [Named]) throws(KubeConfig.Failure) -> Named {
        guard let first = clusters.first else { throw failure("names no cluster", top["clusters"] ?? top) }
        guard let current = top["current-context"], let name = try text(current, "current-context"), !name.isEmpty
        else {
            guard clusters.count == 1 else { throw failure("has several clusters and no current-context", first.value) }
            return first
        }
        guard let context = try named("contexts", inner: "context", "cluster").first(where: { $0.name == name }) else {
            throw failure("current-context '\(name)' is not among its contexts", current)
        }
        guard let wanted = context.value["context"]?["cluster"], let cluster = try text(wanted, "cluster") else {
            throw failure("context '\(name)' names no cluster", context.value)
        }
        guard let found = clusters.first(where: { $0.name == cluster }) else {
            throw failure("cluster '\(cluster)' of context '\(name)' is not among its clusters", wanted)
        }
        return found
    }

    private typealias Named = (name: String, value: YAMLValue)

    /// The entries of a list by their names, each of which may be there once. Where one is wrong the kubelet takes
    /// none.
    /// - Parameter inner: the mapping in each entry, and a text in it.
    private func named(_ key: String, inner: String, _ field: String) throws(KubeConfig.Failure) -> [Named] {
        guard let list = top[key], !list.isNull else { return [] }
        guard let entries = list.entries else { throw failure("\(key) is \(list.kind), not a list", list) }
        var named: [Named] = []
        var names: Set<String> = []
        for entry in entries {
            guard entry.isMapping else { throw failure("an entry of \(key) is \(entry.kind), not a mapping", entry) }
            let value = entry["name"] ?? entry
            let name = value.isMapping ? "" : try text(value, "name") ?? ""
            guard names.insert(name).inserted else {
                throw failure("'\(name)' is the name of two entries of \(key)", entry)
            }
            if let value = entry[inner]?[field] { _ = try text(value, field) }
            named.append((name, entry))
        }
        return named
    }

    /// The text of a value; nil where it says nothing.
    private func text(_ value: YAMLValue, _ key: String) throws(KubeConfig.Failure) -> String? {
        if value.isNull { return nil }
        guard let text = value.text else {
            throw failure("\(key) is \(value.kind), not a text in quotation marks", value)
        }
        return text
    }

    private func failure(_ message: String, _ value: YAMLValue) -> KubeConfig.Failure {
        KubeConfig.Failure(evidence: Evidence(path, line: value.line, message))
    }
}
