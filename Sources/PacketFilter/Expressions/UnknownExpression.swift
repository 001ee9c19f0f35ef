import Base
import Netlink

/// An expression that is not understood: it may hold or not, and may change every register.
struct UnknownExpression: Expression {
    static let names: [String] = []

    let name: String

    init(name: String) { self.name = name }

    init?(_ attributes: NetlinkAttributes) { return nil }

    func evaluate(_ walk: inout Walk) {
        walk.registers.forget()
        walk.require(.unknown, "the expression \(name)")
    }
}
