import Requirements

extension Requirement {
    /// Whether the row's condition holds, as far as the encapsulations tell.
    func isAsked(_ encapsulations: [String]) -> Bool {
        switch condition {
        case nil, .ipv6: true
        case .bgp: encapsulations.contains("ipip") || !encapsulations.contains("vxlan")
        case let condition?: encapsulations.contains(condition.rawValue)
        }
    }
}
