import Base
import Fence
import NetworkManagerConfiguration
import Node
import OtherManagers
import Requirements
import SystemPackage

/// Whether udev renames an interface of Calico's, or gives it another hardware address.
struct LinkFilesCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "udev's .link files are read as udev reads them: /etc, /run, /usr/local/lib and /usr/lib, drop-ins, and the "
            + "first match by file name. Name= without a policy that keeps names, and MACAddress=, are findings. "
            + "MACAddressPolicy= is none: Calico gives its interfaces their addresses itself, and udev of 243 and "
            + "later leaves those."
    }
    var remedy: String { "Write a .link file for Calico's interfaces that sorts before, with MACAddressPolicy=none." }

    func look(in context: CheckContext) -> Outcome {
        guard let version = SystemdVersion.installed(in: context.root) else {
            return .skipped(because: "no systemd is installed")
        }
        do throws(FileError) {
            let host = try HostTraits(of: context.node.kernel, in: context.root)
            let files = try LinkFiles(in: context.root, for: version, on: host)
            return judge(files, version, in: context)
        } catch { return undetermined(error) }
    }

    private func judge(_ files: LinkFiles, _ version: Int, in context: CheckContext) -> Outcome {
        var (open, policies): (Outcome?, [Evidence]) = (nil, [])
        let patterns = (profile.interfaces.map(\.pattern) + context.inputs.patterns).unique
        for pattern in patterns {
            let name = pattern.example
            guard let (file, isCertain) = files.file(for: LinkTraits(name: name, kind: pattern.kind)) else { continue }
            for (effect, evidence) in files.effects(of: file) {
                // Version 242 replaces an address that was set by hand.
                guard effect != .generatedAddress || version == 242 else {
                    policies.append(evidence)
                    continue
                }
                let what = effect == .name ? "renames \(name)" : "gives \(name) another hardware address"
                guard isCertain else {
                    open = open ?? undetermined("\(file.path) may match \(name), and \(what)", [evidence])
                    continue
                }
                return .fail(
                    found: "udev \(what) by \(file.path): Calico no longer finds it, and pods lose their network",
                    evidence: [evidence] + file.match.evidence, remedy: remedy(before: file, pattern, in: context))
            }
        }
        return open
            ?? .pass(
                found: policies.isEmpty
                    ? "no .link file changes them" : "MACAddressPolicy does not change Calico's addresses",
                evidence: policies.unique)
    }

    private func remedy(before file: MatchedFile, _ pattern: InterfacePattern, in context: CheckContext) -> Remedy {
        let other = file.path.lastComponent?.string ?? ""
        guard
            let free = ["20-calico.link", "00-calico.link"].first(where: {
                $0.utf8.lexicographicallyPrecedes(other.utf8)
            })
        else { return Remedy(words: "make the [Match] section of \(file.path) narrower") }
        let target = context.root.outside(FilePath("/etc/systemd/network").appending(free)).string.shellWord
        let text =
            "[Match]\\nOriginalName=\(pattern)\\n\\n[Link]\\nNamePolicy=keep kernel\\nMACAddressPolicy=none\\n"
        return Remedy("printf '\(text)' >\(target)", note: "for interfaces that appear from now on")
    }
}
