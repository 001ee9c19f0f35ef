public import Base
public import Node
import SystemPackage

extension SystemdFolders {
    /// A variable that a unit's file sets for its programs.
    public struct Variable: Hashable, Sendable {
        /// The name.
        public let key: String
        /// Whether the value is a word for yes.
        public let isOn: Bool
        /// The line.
        public let evidence: Evidence
    }

    /// The variables that a service gets from its file and drop-ins: `Environment=` of systemd.exec(5).
    /// - Parameter unit: such as `nm-cloud-setup.service`.
    public func environment(ofUnit unit: String) throws(FileError) -> [Variable] {
        var settings: [SystemdFile.Setting] = []
        for path in try files(in: "systemd/system", suffix: unit) where Self.name(path) == unit {
            settings += try self.settings(of: path)?.settings ?? []
        }
        for path in try files(in: "systemd/system/\(unit).d", suffix: ".conf") {
            settings += try self.settings(of: path)?.settings ?? []
        }
        var variables: [String: Variable] = [:]
        for setting in settings where setting.section == "Service" && setting.key == "Environment" {
            if setting.value.isEmpty { variables = [:] }
            for word in Words(setting.value, .cEscaped).words {
                let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2 else { continue }
                variables[parts[0]] = Variable(
                    key: parts[0], isOn: parts[1].systemdBoolean == true, evidence: setting.evidence)
            }
        }
        return variables.values.sorted { $0.key < $1.key }
    }
}
