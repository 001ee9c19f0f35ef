import Base
import KeyFile
import NetworkManagerConfiguration
import Node
import Requirements
import SystemPackage

extension Profile {
    /// The encapsulations that a node uses, by Calico's interfaces on it; the release's own where these do not tell.
    ///
    /// An interface with a name of its own (`vxlan.calico`, `wireguard.cali`) is made by Felix where the encapsulation
    /// is configured, and removed where it is not any more. `tunl0` alone shows nothing, since it comes with the
    /// module; but where another tunnel is there and it is not, IP-in-IP is not used.
    func encapsulations(shownBy root: RootDirectory) -> [String] {
        let names: [String]
        // An image has no interfaces, and a folder that cannot be listed shows none.
        do throws(FileError) { names = try NetworkFacts.interfaces(in: root) } catch {
            return encapsulations
        }
        let present = requirements.compactMap { row -> (condition: Requirement.Condition, isOwn: Bool)? in
            guard case .interface(let pattern) = row.demand, let condition = row.condition,
                names.contains(where: { pattern.matches(RawText($0)) })
            else { return nil }
            return (condition, pattern.isLiteral)
        }
        guard present.contains(where: \.isOwn) else { return encapsulations }
        return present.map(\.condition.rawValue).unique
    }
}
