import Base
public import KeyFile

extension ManagedPolicy {
    /// The exceptions that keep a device out of the list of unmanaged devices, or may do so where something of the
    /// device is not known; the certain ones first.
    public func exceptions(for device: DeviceTraits) -> [SourceToken] {
        let device = behaviour.seen(device)
        var (certain, possible): ([SourceToken], [SourceToken]) = ([], [])
        for token in unmanaged.tokens where token.isExcept {
            switch TokenIndex([token.condition]).find(device).answer {
            case .yes: certain.append(token.source)
            case .no: break
            case .unknown: possible.append(token.source)
            }
        }
        return certain + possible
    }

    /// The exceptions that hold for nothing but names that one of these globs fits.
    public func exceptions(inside globs: [RawText]) -> [SourceToken] {
        let fence = NameFence(globs)
        return unmanaged.tokens.filter { $0.isExcept && fence.contains($0.condition) }.map(\.source)
    }
}
