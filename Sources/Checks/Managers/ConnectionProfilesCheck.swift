import Base
import Fence
import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage

/// Whether NetworkManager has a profile that it would activate on an interface of Calico's.
struct ConnectionProfilesCheck: ManagerCheck {
    let row: Requirement
    let encapsulations: [String]
    let profile: Profile

    var decision: String {
        "The stored profiles are read. One that names an interface of Calico, by connection.interface-name or "
            + "match.interface-name, is a finding; one of type Ethernet that names none is where NetworkManager would "
            + "manage such an interface."
    }
    var remedy: String {
        "Name the interface that the profile is for: nmcli connection modify NAME connection.interface-name."
    }

    func service(in context: CheckContext) -> ManagerService {
        let presence = context.fence.presence
        return presence.isAbsent
            ? .off(presence.reason) : .on(Evidence(path: "NetworkManager", text: presence.reason))
    }

    func judge(_ on: Evidence, in context: CheckContext) throws(FileError) -> Outcome {
        let profiles = try ConnectionProfiles.all(in: context.root).filter(\.connectsByItself)
        for pattern in patterns(in: context) {
            for profile in profiles {
                switch profile.aim(at: pattern.example, pattern.kind) {
                case .none: continue
                case .named: return finding(profile, pattern.example, "names", in: context)
                case .any where !isFenced(pattern, context):
                    return finding(profile, pattern.example, "names no interface and so fits", in: context)
                case .any: continue
                }
            }
        }
        return .pass(found: "none would be activated on them")
    }

    private func isFenced(_ pattern: InterfacePattern, _ context: CheckContext) -> Bool {
        if case .allUnmanaged = context.fence.policy.coverage(of: pattern, udev: context.fence.udev.facts(of:)) {
            return true
        }
        return false
    }

    private func finding(
        _ profile: ConnectionProfile, _ name: String, _ how: String, in context: CheckContext
    ) -> Outcome {
        let file = context.root.outside(profile.path)
        return .fail(
            found:
                "the profile \(profile.path) \(how) \(name): NetworkManager activates it there and replaces addresses "
                + "and routes, and pods lose their network",
            evidence: [profile.evidence],
            remedy: Remedy(words: "set connection.interface-name in \(file) to the interface that it is for"))
    }
}
