import Base
import Fence
import Node
import SystemPackage

/// What brings a module, or another kernel, on this node: by its distribution, its kernel and the table of both.
struct KernelPackage {
    private let source: KernelSource
    private let kernel: KernelRelease?
    private let system: OSRelease
    private let root: RootDirectory
    private let isOpenShift: Bool
    private let isOSTree: Bool

    /// - Parameter context: the node, whose distribution and kernel decide.
    init(_ context: CheckContext) {
        system = context.node.system
        kernel = context.node.kernel.release
        root = context.root
        isOpenShift = context.fence.isOpenShift
        isOSTree =
            system["VARIANT_ID"] == "coreos" || system.id == "rhcos" || system["OSTREE_VERSION"] != nil
            // Where it cannot be seen, the other signs tell.
            || (try? root.exists("/run/ostree-booted")) == true
        // One that is written in capitals, as openEuler's, is none by os-release(5).
        let names = [system["ID"]?.lowercased()].compactMap(\.self) + system.relatives
        let release = kernel
        source = KernelSource.table.first { $0.covers(release, names) } ?? KernelSource.last
    }

    /// What brings a kernel that has something which this one was built without.
    /// - Parameter need: what it must have, such as `CONFIG_IP_SET`.
    func update(for need: String) -> Remedy {
        if isOpenShift {
            return Remedy("oc get clusterversion", note: "the kernel is that of the cluster's release: upgrade it")
        }
        if isOSTree { return disruptive("rpm-ostree upgrade") }
        switch source.update {
        case .command(let command): return disruptive(filled(command, module: need, what: need))
        case .words(let words): return Remedy(words: filled(words, module: need, what: need))
        }
    }

    /// What brings the file of a module of this kernel.
    func install(_ module: String) -> Remedy {
        if isOpenShift {
            return Remedy(
                words: "give the node's pool an image with kernel-modules-extra (a MachineConfig with osImageURL)")
        }
        if isOSTree { return disruptive("rpm-ostree install kernel-modules-extra") }
        switch source.install {
        case .command(let command):
            let command = filled(command, module: module, what: "the module \(module)")
            // A package of the same version: what runs goes on running.
            let isOfThisKernel = command.contains(kernel?.text ?? "$(uname -r)") || command.contains("provides")
            return isOfThisKernel || command.hasPrefix("zypper") || command.hasPrefix("apk")
                ? Remedy(inRoot(command)) : disruptive(command)
        case .words(let words): return Remedy(words: filled(words, module: module, what: "the module \(module)"))
        }
    }

    private func disruptive(_ command: String) -> Remedy {
        Remedy(inRoot(command), note: "then drain the node and restart it", disrupts: true)
    }

    /// A package manager outside would change the machine that looks.
    private func inRoot(_ command: String) -> String {
        root.isHost ? command : "chroot \(root.path.string.shellWord) \(command)"
    }

    // MARK: Names

    private func filled(_ template: String, module: String, what: String) -> String {
        let release = kernel?.text ?? "$(uname -r)"
        var text = ""
        var rest = template[...]
        let values = [
            "release": release, "plain": release.prefix { $0 != "+" }.description, "module": module, "what": what,
            "variant": release.drop { $0 != "+" }.dropFirst().description, "flavour": flavour, "ubuntu": ubuntu,
            "series": DottedVersion(Array((kernel?.upstream.numbers ?? []).prefix(2))).description, "tool": tool,
        ]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open] + (values[String(rest[rest.index(after: open)..<close])] ?? "")
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// The words behind the numbers: `cloud-amd64` of `6.1.0-56-cloud-amd64`, `aws` of `6.8.0-1009-aws`.
    private var flavour: String {
        let words = (kernel?.text ?? "").split(separator: "-").dropFirst()
        return words.drop { $0.first?.isNumber == true }.joined(separator: "-")
    }

    /// Ubuntu's package of a flavour: kernels that are newer than the release's own come with another.
    private var ubuntu: String {
        guard let version = system["VERSION_ID"], let own = Self.ubuntuKernels[version], let kernel,
            flavour == "generic",
            kernel.upstream > own
        else { return flavour }
        return "generic-hwe-\(version)"
    }

    private static let ubuntuKernels = [
        "18.04": DottedVersion("4.15.0"), "20.04": DottedVersion("5.4.0"), "22.04": DottedVersion("5.15.0"),
        "24.04": DottedVersion("6.8.0"),
    ].compactMapValues(\.self)

    /// dnf came with 8.
    private var tool: String {
        ["el7", "amzn2"].contains(kernel?.vendor) || kernel?.text.contains("el7uek") == true ? "yum" : "dnf"
    }
}
