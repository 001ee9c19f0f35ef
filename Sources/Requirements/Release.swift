public import Base

/// A release of Calico's, a kernel's or a distribution's, as a profile names it.
public typealias Release = DottedVersion

extension DottedVersion {
    /// A release of Calico's with or without its `v`: `v3.27.2`.
    public init?(release text: some StringProtocol) { self.init(text.drop { $0 == "v" }) }
}
