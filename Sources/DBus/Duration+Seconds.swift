extension Duration {
    /// With one decimal place and its unit, cut off: `29.9 s`; below one second with up to two, so that a short time
    /// is not called none: `0.25 s`, `0.5 s`.
    public var inSeconds: String {
        let (whole, attoseconds) = components
        guard whole == 0 else { return "\(whole).\(attoseconds / 100_000_000_000_000_000) s" }
        var digits = String(String(attoseconds / 10_000_000_000_000_000 + 100).dropFirst())
        while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
        return "0.\(digits) s"
    }
}
