/// True, false, or not known from here.
enum Truth: Hashable {
    case known(Bool)
    case unknown(Uncertainty)
}
