import Base
import Node
import SystemPackage
import TestSupport
import Testing

/// Everything that YAML lets a kubeconfig look like. What kubectl makes of each form is what is expected here.
@Suite struct `A kubeconfig in any form` {
    private func found(_ text: String) throws -> KubeConfig? {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "etc/kubernetes/kubelet.conf")
        return try KubeConfig.find(in: try RootDirectory(FilePath(folder.path)))
    }

    private static let contexts = "contexts: [{name: c, context: {cluster: a}}]\ncurrent-context: c\n"
    private static let cluster = "clusters: [{name: a, cluster: {server: https://x:1}}]\n"
    private static let json = """
        {"apiVersion":"v1","kind":"Config","clusters":[{"name":"a","cluster":{"server":"https://x:1"}}],\
        "contexts":[{"name":"c","context":{"cluster":"a","user":"u"}}],"current-context":"c","users":[]}
        """
    /// What GKE's has beside the server.
    private static let exec = """
        users:
        - name: kubelet
          user:
            exec: {apiVersion: client.authentication.k8s.io/v1, args: ["--cache-dir=/x", '-a'], command: /a/b}

        """

    /// Forms that name https://x:1.
    static let readable: [(String, String)] = [
        ("flow style", cluster + contexts), ("JSON in one line", json), ("JSON with a line feed", json + "\n"),
        ("JSON with tabs", json.replacing(",\"", with: ",\n\t\"")), ("CRLF", (cluster + contexts).crlf),
        ("a byte order mark", "\u{FEFF}" + cluster + contexts), ("lone carriage returns", (cluster + contexts).cr),
        ("three hyphens", "---\n" + cluster + contexts), ("a directive", "%YAML 1.1\n---\n" + cluster + contexts),
        ("the end of a document", cluster + contexts + "...\n"),
        ("a second document", cluster + contexts + "---\nclusters: [{name: a, cluster: {server: https://y:1}}]\n"),
        ("a second document that is broken", cluster + contexts + "---\n[bad\n"),
        ("garbage behind the end", cluster + contexts + "...\ngarbage: [\n"),
        ("comments", "# a\n" + cluster + "# b\n" + contexts + "# c"),
        ("a flow sequence beside it", cluster + contexts + exec),
        ("an anchor and an alias", "d: &d {server: https://x:1}\nclusters: [{name: a, cluster: *d}]\n" + contexts),
        ("an anchor of a text", "s: &s https://x:1\nclusters: [{name: a, cluster: {server: *s}}]\n" + contexts),
        (
            "an anchor given twice",
            "e: &d {server: https://y:1}\nd: &d {server: https://x:1}\nclusters: [{name: a, cluster: *d}]\n" + contexts
        ),
        ("a merge key", "d: &d {server: https://x:1}\nclusters: [{name: a, cluster: {<<: *d}}]\n" + contexts),
        (
            "a merge key before the own one",
            "d: &d {server: https://y:1}\nclusters: [{name: a, cluster: {<<: *d, server: https://x:1}}]\n" + contexts
        ),
        (
            "several merged mappings",
            "d: &d {server: https://x:1}\ne: &e {server: https://y:1}\nclusters: [{name: a, cluster: {<<: [*d, *e]}}]\n"
                + contexts
        ),
        ("a key twice", "clusters: [{name: a, cluster: {server: https://y:1, server: https://x:1}}]\n" + contexts),
        ("a list twice", "clusters: [{name: a, cluster: {server: https://y:1}}]\n" + cluster + contexts),
        ("double quotes", "clusters: [{\"name\": \"a\", \"cluster\": {\"server\": \"https://x:1\"}}]\n" + contexts),
        ("single quotes", "clusters: [{'name': 'a', 'cluster': {'server': 'https://x:1'}}]\n" + contexts),
        ("escapes", "clusters: [{name: a, cluster: {server: \"https:\\x2F\\u002Fx:1\"}}]\n" + contexts),
        ("a folded text", "clusters:\n- name: a\n  cluster:\n    server: >-\n      https://x:1\n" + contexts),
        ("a literal text", "clusters:\n- name: a\n  cluster:\n    server: |-\n      https://x:1\n" + contexts),
        ("a value on the next line", "clusters:\n- name: a\n  cluster:\n    server:\n      https://x:1\n" + contexts),
        ("a comment behind the value", "clusters:\n- name: a\n  cluster:\n    server: https://x:1   # y\n" + contexts),
        ("white space behind the value", "clusters:\n- name: a\n  cluster:\n    server: https://x:1  \t\n" + contexts),
        ("hyphens alone", "clusters:\n-\n  name: a\n  cluster:\n    server: https://x:1\n" + contexts),
        ("indented hyphens", "clusters:\n    - name: a\n      cluster:\n          server: https://x:1\n" + contexts),
        ("explicit keys", "? clusters\n: - ? name\n    : a\n    ? cluster\n    : server: https://x:1\n" + contexts),
        ("a tag", "clusters: !!seq [{name: !!str a, cluster: !!map {server: !!str https://x:1}}]\n" + contexts),
        ("a tag of somebody's own", "clusters: [{name: a, cluster: {server: !foo https://x:1}}]\n" + contexts),
        (
            "a quoted number for a name",
            "clusters: [{name: '1', cluster: {server: https://x:1}}]\ncontexts: [{name: c, context: {cluster: "
                + "\"1\"}}]\ncurrent-context: c\n"
        ),
        (
            "a tagged number for a name",
            "clusters: [{name: !!str 1, cluster: {server: https://x:1}}]\ncontexts: [{name: c, context: {cluster: "
                + "'1'}}]\ncurrent-context: c\n"
        ),
        (
            "several contexts",
            "clusters: [{name: b, cluster: {server: https://y:1}}, {name: a, cluster: {server: "
                + "https://x:1}}]\ncontexts: [{name: d, context: {cluster: b}}, {name: c, context: {cluster: "
                + "a}}]\ncurrent-context: c\n"
        ),
        ("one cluster and no context", cluster), ("an empty current-context", cluster + "current-context: \"\"\n"),
        ("no contexts, said so", cluster + "contexts: null\nusers: ~\n"),
        ("keys that are numbers", "1: x\n" + cluster + contexts),
        ("a list for a key", cluster + contexts + "? [a]\n: x\n"),
        (
            "a certificate",
            "clusters:\n- cluster:\n    certificate-authority-data: |\n      server: https://y:1\n      x\n    "
                + "server: https://x:1\n  name: a\n"
                + contexts
        ),
        ("a user and a password", "clusters: [{name: a, cluster: {server: 'https://u:p@x:1'}}]\n" + contexts),
        ("kind and version", "kind: Config\napiVersion: v1\n" + cluster + contexts),
        (
            "names that are not ASCII",
            "clusters: [{name: ключ, cluster: {server: https://x:1}}]\ncontexts: [{name: 名, context: {cluster: "
                + "ключ}}]\ncurrent-context: 名\n"
        ),
        ("a long line", "note: \(String(repeating: "a", count: 300_000))\n" + cluster + contexts),
        (
            "sixty levels beside it",
            cluster + contexts + "deep: " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
        ),
        (
            "a thousand clusters",
            "clusters:\n" + (0..<1000).map { "- {name: n\($0), cluster: {server: https://y:1}}\n" }.joined()
                + "- {name: a, cluster: {server: https://x:1}}\n" + contexts
        ),
    ]

    @Test(arguments: readable) func `is read`(form: String, text: String) throws {
        #expect(try found(text)?.server == "https://x:1", "\(form)")
    }

    /// Forms that are refused, with the line and words of the reason.
    static let refused: [(String, Int, String)] = [
        ("", 1, "empty"), ("# nothing\n", 1, "empty"),
        (
            "---\n---\n" + cluster + contexts, 2,
            "first document is "
                + "empty"
        ),
        ("x", 1, "it is a text"), ("- a\n", 1, "it is a list"), ("7\n", 1, "a number"),
        ("clusters:\n\t- name: a\n", 2, "tab"), ("a:\n  b: 1\n\tc: 2\n", 3, "tab"),
        ("clusters: [a, b]\n", 1, "an entry of clusters is a text"), ("clusters: {a: b}\n", 1, "clusters is a mapping"),
        ("clusters: []\n", 1, "no cluster"), ("kind: Config\n", 1, "no cluster"),
        ("kind: Pod\n" + cluster, 1, "kind is Pod"),
        ("apiVersion: v2\nkind: Config\n" + cluster, 1, "apiVersion is v2"),
        ("clusters: [{name: a, cluster: {}}]\n", 1, "no server"), ("clusters:\n- name: a\n", 2, "no server"),
        ("clusters: [{name: a, cluster: {server: ~}}]\n", 1, "no server"),
        ("clusters: [{name: a, cluster: {server: 6443}}]\n", 1, "server is a number"),
        ("clusters: [{name: a, cluster: {server: [x]}}]\n", 1, "server is a list"),
        ("clusters: [{name: 1, cluster: {server: https://x:1}}]\n", 1, "name is a number"),
        ("clusters: [{name: yes, cluster: {server: https://x:1}}]\n", 1, "truth value"),
        ("clusters: [{name: a, cluster: {}}, {name: a, cluster: {}}]\n", 1, "'a' is the name of two"),
        ("clusters: [{name: a, cluster: {}}, {name: b, cluster: {}}]\n", 1, "no current-context"),
        (cluster + "contexts: [{name: c, context: {cluster: a}}]\ncurrent-context: z\n", 3, "'z' is not among"),
        (cluster + "current-context: c\n", 2, "'c' is not among"),
        (cluster + "contexts: [{name: c, context: {cluster: b}}]\ncurrent-context: c\n", 2, "cluster 'b'"),
        (cluster + "contexts: [{name: c}]\ncurrent-context: c\n", 2, "names no cluster"),
        (cluster + "contexts: [{name: c, context: {cluster: 1}}]\ncurrent-context: c\n", 2, "cluster is a number"),
        ("Clusters: [{name: a, cluster: {server: https://x:1}}]\n", 1, "no cluster"),
        ("clusters: [{name: a, cluster: *nope}]\n", 1, "'nope' is not defined"),
        ("d: &d [*d]\n" + cluster, 1, "contains itself"), ("d: &d {a: {b: *d}}\n" + cluster, 1, "contains itself"),
        ("clusters: [{name: a\n", 2, "did not find expected"), ("a: b: c\n", 1, "not allowed"),
        ("a: 1\n   b: 2\n", 2, "not allowed"), ("key: \"open\n", 1, "quoted"), ("key: 'open\nmore\n", 1, "quoted"),
        ("a: @x\n", 1, "cannot start any token"), ("a: \u{1}\n", 1, "control"), ("a: 1\nb: \u{7F}\n", 2, "control"),
        ("a: \"\\q\"\n", 1, "escape"), ("{\"clusters\":[}\n", 1, "did not find"),
        (String(repeating: "[", count: 5000), 1, "64 levels"),
        ((0..<500).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"), 64, "64 levels"),
    ]

    @Test(arguments: refused) func `is refused with its line and its reason`(text: String, line: Int, words: String)
        throws
    {
        let error = #expect(throws: KubeConfig.Failure.self, "\(text.prefix(60))") { try found(text) }
        let evidence = try #require(error?.evidence)
        #expect(evidence.line == line && evidence.text.contains(words), "\(text.prefix(60)): \(evidence)")
    }

    @Test func `does not show a password`() throws {
        let config = try #require(try found("clusters: [{name: a, cluster: {server: 'https://u:secret@x:1/p'}}]\n"))
        #expect(config.server == "https://x:1/p" && !config.evidence.text.contains("secret"))
        #expect(ServerAddress("https://u:p%40@10.0.0.1:6443/x", defaultPort: 1)?.description == "10.0.0.1:6443")
    }

    @Test func `of many aliases takes no more than its size`() throws {
        // Each line is ten times the one before: written out there would be ten thousand million.
        let lines = (1...9).map {
            "l\($0): &l\($0) [" + Array(repeating: "*l\($0 - 1)", count: 10).joined(separator: ",") + "]"
        }
        let text = "l0: &l0 x\n" + lines.joined(separator: "\n") + "\n" + Self.cluster + Self.contexts
        #expect(try found(text)?.server == "https://x:1")
    }

    @Test(arguments: [
        "etc/kubernetes/kubelet/kubeconfig", "etc/kubernetes/kubeconfig-kubelet",
        "etc/kubernetes/ssl/kubecfg-kube-node.yaml",
        "var/lib/kubelet/kubeconfig-real", "etc/kubernetes/kubelet.kubeconfig",
    ])
    func `is found where Bottlerocket, Talos, RKE1, Gardener and kubeasz keep it`(path: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.cluster, to: path)
        #expect(try KubeConfig.find(in: try RootDirectory(FilePath(folder.path)))?.evidence.path == "/\(path)")
    }
}

extension String {
    fileprivate var crlf: String { replacing("\n", with: "\r\n") }
    fileprivate var cr: String { replacing("\n", with: "\r") }
}
