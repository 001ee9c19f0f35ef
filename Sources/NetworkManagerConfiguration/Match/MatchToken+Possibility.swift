import KeyFile

extension MatchToken.Condition {
    /// Whether any device of this version can fulfil it.
    ///
    /// What none can is no obstacle to a change: a name with a space in it or of sixteen bytes, `type:veth` where veths
    /// are called ethernet, an address of five bytes.
    func isPossible(_ behaviour: Behaviour) -> Bool {
        switch self {
        case .everything: true
        // What globs do on names that are not text is not defined, so that no such glob is taken for impossible.
        case .name(let glob, isGlob: true): !glob.isUTF8 || NamePattern(glob, isGlob: true) != nil
        case .name(let name, isGlob: false): InterfaceName.isValid(name)
        case .bare(let text): InterfaceName.isValid(text) || HardwareAddress(text)?.isPossible == true
        case .hardwareAddress(let address): address?.isPossible == true
        case .type(let type): behaviour.mayHaveType(type)
        case .driver(let driver, version: nil): !driver.isEmpty
        case .driver(_, version: _?): true
        case .subchannels(let channels): channels != nil
        case .dhcpPlugin(let plugin): !plugin.isEmpty
        case .never: false
        }
    }
}
