import Base
import Foundation
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct KubeConfigTests {
    private func server(_ text: String, at path: String = "etc/kubernetes/kubelet.conf") throws -> KubeConfig? {
        let folder = try TemporaryFolder()
        try folder.write(text, to: path)
        return try KubeConfig.find(in: try RootDirectory(FilePath(folder.path)))
    }

    private static let kubeadm = """
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: LS0tLS1=
            server: https://10.0.0.1:6443
          name: default-cluster
        - cluster:
            server: https://wrong:6443
          name: other
        contexts:
        - context:
            cluster: default-cluster
            namespace: default
            user: default-auth
          name: default-context
        current-context: default-context
        kind: Config
        preferences: {}
        users:
        - name: default-auth
          user:
            client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem
        """

    @Test(arguments: [
        "etc/kubernetes/kubelet.conf", "var/lib/kubelet/kubeconfig", "var/lib/rancher/rke2/agent/kubelet.kubeconfig",
        "var/lib/rancher/k3s/agent/kubelet.kubeconfig", "var/lib/k0s/kubelet.conf",
    ])
    func `the server of the current context is found where each distribution keeps it`(path: String) throws {
        let found = try #require(try server(Self.kubeadm, at: path))
        #expect(found.server == "https://10.0.0.1:6443")
        #expect(found.evidence.line == 5)
        #expect(found.evidence.path == "/\(path)")
    }

    @Test func `quotes, comments, indented sequences and several lines of text are understood`() throws {
        let text = """
            # written by hand
            clusters:
              - name: "one"   # the only one
                cluster:
                  note: |
                    server: https://no:1
                  server: 'https://api.example:6443'
            """
        #expect(try server(text)?.server == "https://api.example:6443")
    }

    @Test(arguments: [
        ("<html></html>", 1), ("clusters:\n\t- name: a\n", 2), ("{\"clusters\": []}", 1), ("clusters: [a, b]\n", 1),
        ("a: 1\n   b: 2\n", 2), ("\u{0}\u{1}\u{2}", 1), ("", 1), ("clusters: &x\n", 1), ("key: \"open\n", 1),
    ])
    func `what is no kubeconfig is an error with its line`(text: String, line: Int) throws {
        let error = #expect(throws: KubeConfig.Failure.self) { try server(text) }
        #expect(error?.evidence.line == line, "\(error?.evidence.text ?? "no error")")
    }

    @Test func `deep nesting and bytes that are no text end in an error`() throws {
        let deep = (0..<5000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        #expect(throws: KubeConfig.Failure.self) { try server(deep) }
        let folder = try TemporaryFolder()
        try folder.write(Data([0xFF, 0xFE, 0x00]), to: "etc/kubernetes/kubelet.conf")
        #expect(throws: KubeConfig.Failure.self) { try KubeConfig.find(in: try RootDirectory(FilePath(folder.path))) }
    }

    @Test func `a node without a kubelet has no kubeconfig, which is no error`() throws {
        #expect(try server("x", at: "etc/other") == nil)
    }

    @Test(arguments: [
        ("https://10.0.0.1:6443", "10.0.0.1:6443"), ("https://api.example/path", "api.example:443"),
        ("https://[fd00::1]:6443/", "[fd00::1]:6443"), ("api.example", "api.example:6443"),
        ("fd00::1", "[fd00::1]:6443"),
        ("api.example:8443", "api.example:8443"),
    ])
    func `an address is a URL, a host and port, or a host`(text: String, address: String) {
        #expect(ServerAddress(text, defaultPort: 6443)?.description == address)
    }

    @Test(arguments: [
        "", "https://", "host:0", "host:99999", "host:port", "[fd00::1", "user@host", "a b", "a::b]:c", "[a[b]:1",
        "a[:1",
    ])
    func `anything else is no address`(text: String) {
        #expect(ServerAddress(text, defaultPort: 6443) == nil)
    }
}
