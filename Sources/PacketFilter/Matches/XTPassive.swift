/// What has no influence on where the packet goes: a log entry, a class, a field of a header that no rule here looks
/// at.
struct XTPassive: Target {
    static let names = [
        "LOG", "NFLOG", "ULOG", "AUDIT", "TCPMSS", "CLASSIFY", "CHECKSUM", "DSCP", "TOS", "TTL", "HL", "SET", "SECMARK",
        "CONNSECMARK", "TEE", "TRACE", "RATEEST", "IDLETIMER", "LED", "HMARK", "ERROR",
    ]

    init?(_ info: ExtensionInfo) {}

    func apply(to walk: inout Walk) {}
}
