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

    /// One of Calico's interfaces, and the file that changes it.
    private struct Change {
        let pattern: InterfacePattern
        let what: String
        let file: MatchedFile
        let evidence: [Evidence]
    }

    private func judge(_ files: LinkFiles, _ version: Int, in context: CheckContext) -> Outcome {
        var (open, policies, changes): (Outcome?, [Evidence], [Change]) = (nil, [], [])
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
                changes.append(
                    Change(pattern: pattern, what: what, file: file, evidence: [evidence] + file.match.evidence))
            }
        }
        if !changes.isEmpty { return changed(changes, in: context) }
        return open
            ?? .pass(
                found: policies.isEmpty
                    ? "no .link file changes them" : "MACAddressPolicy does not change Calico's addresses",
                evidence: policies.unique)
    }

    private func changed(_ changes: [Change], in context: CheckContext) -> Outcome {
        let whats = changes.map(\.what).unique
        let files = changes.map { "\($0.file.path)" }.unique.joined(separator: ", ")
        return .fail(
            found: "udev \(whats.joined(separator: ", ")) by \(files): Calico no longer finds "
                + (whats.count == 1 ? "it" : "them") + ", and pods lose their network",
            evidence: changes.flatMap(\.evidence).unique, remedy: remedy(before: changes, of: files, in: context))
    }

    /// One file for all of them, of a name that is free and that udev reads before every other.
    /// - Parameter files: the paths of those that change them.
    private func remedy(before changes: [Change], of files: String, in context: CheckContext) -> Remedy {
        let others = changes.map { $0.file.path.lastComponent?.string ?? "" }
        let folder: FilePath = "/etc/systemd/network"
        let free = ["20-calico.link", "10-calico.link", "00-calico.link"].first { name in
            guard others.allSatisfy({ name.utf8.lexicographicallyPrecedes($0.utf8) }) else { return false }
            // Where that cannot be seen, something may be there.
            do { return try !context.root.exists(folder.appending(name)) } catch { return false }
        }
        guard let free else { return Remedy(words: "make the [Match] section of \(files) narrower") }
        let target = context.root.outside(folder)
        let names = changes.map { "\($0.pattern)" }.unique.joined(separator: " ")
        let lines = ["[Match]", "OriginalName=\(names)", "[Link]", "NamePolicy=keep kernel", "MACAddressPolicy=none"]
        let words = lines.map(\.shellWord).joined(separator: " ")
        return Remedy(
            "mkdir -p \(target.string.shellWord) && "
                + "printf '%s\\n' \(words) >\(target.appending(free).string.shellWord)",
            note: "for interfaces that appear from now on")
    }
}
