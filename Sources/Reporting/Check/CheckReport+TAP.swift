import Base
public import Checks
import Fence

extension CheckReport {
    /// The report in the Test Anything Protocol, version 14.
    public func tap() -> String {
        var text = "TAP version 14\n1..\(results.count)\n"
        text += "# NetworkManager was verified \(verification.description.tap)\n"
        for remark in waivers.compactMap(\.remark) { text += "# \(remark.tap)\n" }
        for (index, result) in results.enumerated() { text += result.tap(number: index + 1) }
        return text
    }
}

extension CheckResult {
    fileprivate func tap(number: Int) -> String {
        let isOK = status != .fail && status != .waived && !isRequiredAndUndetermined
        var text = "\(isOK ? "ok" : "not ok") \(number) - \(id.tap) \(title.tap)"
        // A failure that is known and does not count: the directive of TAP for it.
        if status == .waived, let waiver { text += " # TODO \(waiver.summary.tap)" }
        if status == .skipped { text += " # SKIP \(outcome.found.tap)" }
        text += "\n"
        guard status != .pass, status != .skipped else { return text }
        let fields: [(String, String?)] = [
            ("status", status.rawValue), ("expected", expected), ("found", outcome.found),
            ("at", outcome.evidence.first.map { "\($0.path)\($0.line.map { ":\($0)" } ?? "")" }),
            ("remedy", outcome.remedy), ("waiver", waiverRemarks.isEmpty ? nil : waiverRemarks.joined(separator: "; ")),
        ]
        text += "  ---\n"
        for (name, value) in fields {
            if let value { text += "  \(name): \"\(value.yaml)\"\n" }
        }
        return text + "  ...\n"
    }
}

extension String {
    /// A description: the character that starts a directive is escaped.
    fileprivate var tap: String {
        printable.replacing("\\", with: "\\\\").replacing("#", with: "\\#")
    }

    /// The inside of a double-quoted scalar.
    fileprivate var yaml: String {
        replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n").printable
    }
}
