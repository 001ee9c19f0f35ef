extension Duration {
    /// With one decimal place and its unit, cut off: `29.9 s`.
    public var inSeconds: String {
        let (whole, attoseconds) = components
        return "\(whole).\(attoseconds / 100_000_000_000_000_000) s"
    }
}
