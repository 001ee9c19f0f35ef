public import Node
public import Requirements

extension Profile {
    /// The checks of the rows about the node, its kernel, privileges, network and datastore, in the profile's order.
    ///
    /// The rows about interfaces and NetworkManager are not among them.
    /// - Parameter root: the node that shows which encapsulations are in use where the user does not say; nil for the
    ///   release's own.
    public func nodeChecks(inputs: CheckInputs, on root: RootDirectory? = nil) -> [any Check] {
        let encapsulations = inputs.encapsulations ?? root.map(encapsulations(shownBy:)) ?? self.encapsulations
        let features = requirements.compactMap { row in
            if case .kernelFeature(let feature) = row.demand { feature } else { nil }
        }
        let modules = Set(features.flatMap(\.modules))
        return requirements.compactMap { row -> (any Check)? in
            switch row.demand {
            case .interface: nil
            case .architecture(let accepted):
                ArchitectureCheck(row: row, encapsulations: encapsulations, accepted: accepted)
            case .kernelVersion(let minimum, let backports):
                KernelVersionCheck(row: row, encapsulations: encapsulations, minimum: minimum, backports: backports)
            case .distribution(let known): DistributionCheck(row: row, encapsulations: encapsulations, known: known)
            case .openShift(let minimum):
                OpenShiftVersionCheck(row: row, encapsulations: encapsulations, minimum: minimum)
            case .kernelFeature(let feature):
                KernelFeatureCheck(
                    row: row, encapsulations: encapsulations, feature: feature,
                    toldElsewhere: modules.subtracting(feature.modules))
            case .capability(let capability):
                CapabilityCheck(row: row, encapsulations: encapsulations, capability: capability)
            case .port(let port): PortCheck(row: row, encapsulations: encapsulations, port: port)
            case .datastore: APIServerCheck(row: row, encapsulations: encapsulations)
            case .check: CheckTable.check(row, encapsulations, of: self)
            }
        }
    }
}
