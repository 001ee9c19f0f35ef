import Base
import Fence
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct ProfileChoiceTests {
    private static let docker = "var/lib/docker/image/overlay2/repositories.json"

    @Test func `a node without a trace of Calico gets the oldest profile, and the reason`() throws {
        let folder = try TemporaryFolder()
        for words in [[], ["auto"]] {
            let choice = ProfileChoice(words, in: try RootDirectory(FilePath(folder.path)))
            #expect(choice.names == ["calico-3.16"])
            #expect(choice.reason?.contains("no calico-node container or image") == true)
        }
    }

    @Test(arguments: [
        ("calico/node:v3.26.4", "calico-3.25"), ("docker.io/rancher/mirrored-calico-node:v3.29.2", "calico-3.29"),
        ("rancher/hardened-calico:v3.27.3-build20240423", "calico-3.27"),
        ("quay.io/calico/node:v3.16.1 calico/node:v3.30.0", "calico-3.30"),
        ("calico/typha:v3.30.0 calico/cni:v3.30.0", "calico-3.16"), ("calico/node:master", "calico-3.16"),
    ])
    func `auto takes the profile of the newest release that is there`(images: String, name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"x\":\"\(images)\"}", to: Self.docker)
        let choice = ProfileChoice([], in: try RootDirectory(FilePath(folder.path)))
        #expect(choice.names == [name], "\(choice)")
        if name != "calico-3.16" { #expect(choice.reason?.contains("/" + Self.docker) == true, "\(choice)") }
    }

    @Test(arguments: [
        ("etc/cni/net.d/10-canal.conflist", "canal", []),
        ("var/lib/rancher/rke2/server/manifests/rke2-canal.yaml", "canal", []),
        ("etc/cni/net.d/10-flannel.conflist", "calico-3.27", ["flannel"]),
        ("var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist", "calico-3.27", ["flannel"]),
        ("etc/cni/net.d/10-calico.conflist", "calico-3.27", []),
    ])
    func `auto knows Canal and flannel by what their installers leave`(
        trace: String, name: String, additions: [String]
    ) throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"x\":\"rancher/hardened-calico:v3.27.3-build20240423\"}", to: Self.docker)
        try folder.write("", to: trace)
        let choice = ProfileChoice([], in: try RootDirectory(FilePath(folder.path)))
        #expect(choice.names == [name] && choice.additions == additions, "\(choice)")
        let names = choice.reason?.contains("/" + trace) == true
        #expect(names == !trace.hasSuffix("calico.conflist"), "\(choice)")
        #expect(choice.reason?.contains("v3.27.3") == true, "\(choice)")
    }

    @Test func `auto says where it cannot be seen whether flannel is used`() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"x\":\"calico/node:v3.27.3\"}", to: Self.docker)
        try folder.makeFolder("etc/cni")
        try folder.link("etc/cni/net.d", to: "net.d")
        let choice = ProfileChoice([], in: try RootDirectory(FilePath(folder.path)))
        #expect(choice.names == ["calico-3.27"] && choice.isBlind, "\(choice)")
        #expect(choice.reason?.contains("cannot determine whether flannel is used: ") == true, "\(choice)")
    }

    @Test func `a profile that is named needs no reason`() throws {
        let folder = try TemporaryFolder()
        let choice = ProfileChoice(["calico-3.24"], in: try RootDirectory(FilePath(folder.path)))
        #expect(choice.names == ["calico-3.24"] && choice.reason == nil)
    }

    @Test func `of several profiles each counts once, and auto stands for what is there`() throws {
        let folder = try TemporaryFolder()
        try folder.write("{\"x\":\"calico/node:v3.30.0\"}", to: Self.docker)
        let root = try RootDirectory(FilePath(folder.path))
        let choice = ProfileChoice(["canal", "auto", "calico-3.30", "canal"], in: root)
        #expect(choice.names == ["canal", "calico-3.30"])
        #expect(choice.reason?.contains("v3.30.0") == true, "\(choice)")
        #expect(ProfileChoice(["canal", "calico-3.16"], in: root).reason == nil)
    }
}
