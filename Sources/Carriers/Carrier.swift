/// One form in which the fence, or the check of it, gets to nodes: a kind of `nmfence render`.
public protocol Carrier: Sendable {
    /// The name of the kind on the command line.
    var name: String { get }
    /// What is written, as a phrase for the help.
    var summary: String { get }
    /// The options of `render` that mean something to it.
    var options: Set<CarrierOption> { get }
    /// Those among them that it cannot do without.
    var requiredOptions: Set<CarrierOption> { get }
    /// Its files, the main one first.
    func files(_ request: RenderRequest) -> [CarrierFile]
}

extension Carrier {
    /// None, unless a kind says otherwise.
    public var options: Set<CarrierOption> { [] }
    /// None, unless a kind says otherwise.
    public var requiredOptions: Set<CarrierOption> { [] }
}
