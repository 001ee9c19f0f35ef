import Base
public import KeyFile

/// What udev's rules will say of an interface when it appears, as far as NetworkManager asks for it.
public struct UdevPrediction: Hashable, Sendable {
    /// `NM_UNMANAGED`.
    let unmanaged: UdevValue
    /// `ID_NET_MANAGED_BY`.
    let manager: UdevValue

    static let unmanagedName: RawText = "NM_UNMANAGED"
    static let managerName: RawText = "ID_NET_MANAGED_BY"

    /// Both where it is not known which of the two comes to pass.
    func or(_ other: UdevPrediction, _ reason: String) -> UdevPrediction {
        func both(_ left: UdevValue, _ right: UdevValue) -> UdevValue {
            // The rule that only one of the two has applied.
            let own = right.options.filter { !left.mayBe($0.text) } + left.options.filter { !right.mayBe($0.text) }
            return left.or(right, .init(reason: reason, origin: own.lazy.compactMap(\.origin).first))
        }
        return UdevPrediction(unmanaged: both(unmanaged, other.unmanaged), manager: both(manager, other.manager))
    }
}

extension UdevRules {
    /// What the rules say of an interface that appears, as far as its traits tell what it is.
    ///
    /// - Parameters:
    ///   - version: of systemd; nil where it is not known.
    ///   - linkFile: the line of a `.link` file by which udev may give the interface properties; nil where none does.
    public func prediction(
        for device: DeviceTraits, version: Int?, linkFile: @autoclosure () -> Origin? = nil
    ) -> UdevPrediction {
        let udevDevice = UdevDevice(device)
        // The end of a pod's veth may come from another network namespace, as in Calico's CNI plugin.
        let moves = udevDevice.drivers.map { $0.contains("veth") } ?? true
        return prediction(for: udevDevice, version: version, moves: moves, linkFile: linkFile())
    }

    /// What the rules say of an interface that appears.
    ///
    /// - Parameters:
    ///   - version: of systemd; nil where it is not known.
    ///   - moves: whether it may be announced once more, as moved: kernels before 6.10 do that to an interface that
    ///     comes from another network namespace, as the end of a pod's veth does, and every kernel to one that is
    ///     renamed.
    ///   - linkFile: the line of a `.link` file by which udev may give the interface properties; nil where none does.
    public func prediction(
        for device: UdevDevice, version: Int?, moves: Bool, linkFile: @autoclosure () -> Origin? = nil
    ) -> UdevPrediction {
        let dialects = version.map { [UdevDialect(version: $0)] } ?? UdevDialect.all
        // Older versions give no properties, and nothing is looked up for them.
        let linkFile = dialects.contains(where: \.linksSetProperties) ? linkFile() : nil
        let predictions = dialects.map { predict(device, $0, moves, linkFile) }
        return predictions.dropFirst().reduce(predictions[0]) {
            $0.or($1, "this depends on the version of udev, which is unknown")
        }
    }

    private func predict(
        _ device: UdevDevice, _ dialect: UdevDialect, _ moves: Bool, _ linkFile: Origin?
    ) -> UdevPrediction {
        var evaluation = evaluation(of: device, "add", dialect, linkFile)
        let added = UdevPrediction(evaluation.state)
        guard moves else { return added }
        evaluation.state.beginEvent(device.properties(of: "move"))
        apply(&evaluation)
        return added.or(
            UdevPrediction(evaluation.state), "the rules differ between adding and moving the interface")
    }

    /// The rules that say whether NetworkManager manages an interface, for those to which they apply.
    public func deciding(version: Int?) -> [Origin] {
        // Versions differ in which lines they drop, hardly ever in these.
        let dialect = UdevDialect(version: version ?? 252)
        return rules(dialect).joined().filter { rule in
            rule.tokens.contains { token in
                token.key == .assignEnv
                    && [UdevPrediction.unmanagedName, UdevPrediction.managerName].contains(token.attribute)
            }
        }.map(\.origin)
    }

    /// What one event of an interface that was not there before leaves in a property.
    public func value(of property: RawText, for device: UdevDevice, action: RawText, version: Int) -> UdevValue {
        evaluation(of: device, action, UdevDialect(version: version)).state.property(property)
    }

    /// The state after one event of an interface that was not there before.
    private func evaluation(
        of device: UdevDevice, _ action: RawText, _ dialect: UdevDialect, _ linkFile: Origin? = nil
    ) -> UdevEvaluation {
        var evaluation = UdevEvaluation(device, action, dialect, machine.with(linkFile: linkFile))
        apply(&evaluation)
        return evaluation
    }

    private func apply(_ evaluation: inout UdevEvaluation) {
        for file in rules(evaluation.dialect) { evaluation.apply(file) }
        if let uncertainty { evaluation.state.readAnything("", uncertainty) }
    }
}

extension UdevPrediction {
    init(_ state: UdevState) {
        unmanaged = state.property(Self.unmanagedName)
        manager = state.property(Self.managerName)
    }
}
