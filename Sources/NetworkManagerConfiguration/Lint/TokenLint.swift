import KeyFile
import SystemPackage

/// Finds tokens of a device list that mean something else than they seem to.
struct TokenLint {
    let path: FilePath
    let entry: KeyFile.Entry
    let version: NetworkManagerVersion?
    /// Whether the list un-manages devices: what its tokens were meant to be is then of interest.
    let unmanages: Bool

    /// What is wrong with a token.
    struct Finding: Hashable {
        let kind: Problem.Kind
        /// A sentence, or two.
        let text: String
        /// What to do where nothing better is to be guessed.
        let advice: String

        init(_ kind: Problem.Kind, _ text: String, _ advice: String = "") {
            self.kind = kind
            self.text = text
            self.advice = advice
        }
    }

    private var corrections: TokenCorrection { TokenCorrection(version: version) }

    /// Every problem of the entry's value, in the order of the tokens.
    func problems() -> [Problem] {
        var found: [Problem] = []
        let tokens = TokenList.split(entry.value)
        if let finding = braces() { return [wholeValue(finding)] }
        if let finding = truncation() { found.append(wholeValue(finding)) }
        for (position, text) in tokens.enumerated()
        where !text.bytes.contains(where: \.isASCIISpace) || found.isEmpty {
            let token = MatchToken(SourceToken(text, origin: Origin(path: path, line: entry.line)))
            guard let finding = Self.finding(of: token, version) else { continue }
            found.append(problem(finding, tokens, position))
        }
        return found
    }

    private func problem(_ finding: Finding, _ tokens: [RawText], _ position: Int) -> Problem {
        // The token has lost its end already: what was meant stands in the file only.
        if finding.kind == .spaceAfterTag { return wholeValue(finding) }
        guard let corrected = corrections.corrections(of: tokens[position]) else {
            return Problem(
                .warning, finding.kind, path: path, line: entry.line,
                [finding.text, finding.advice].filter { !$0.isEmpty }.joined(separator: " "))
        }
        var tokens = tokens
        tokens.replaceSubrange(position...position, with: corrected)
        return Problem(
            .warning, finding.kind, path: path, line: entry.line,
            "\(finding.text) Write \(TokenList.join(corrected)).", correction: line(tokens),
            meant: unmanages ? corrected : [])
    }

    private func wholeValue(_ finding: Finding) -> Problem {
        let meant = corrections.tokens(meantBy: entry.value)
        return Problem(
            .warning, finding.kind, path: path, line: entry.line, "\(finding.text) \(finding.advice)",
            correction: line(meant), meant: unmanages ? meant : [])
    }

    private func line(_ tokens: [RawText]) -> RawText { entry.key + "=" + TokenList.join(tokens) }

    /// A list in the braces of a shell, of which NetworkManager makes tokens.
    private func braces() -> Finding? {
        guard entry.value.isUTF8, TokenCorrection.hasBraces(entry.value.description) else { return nil }
        return Finding(
            .brackets, "braces do not group names; the list is split at every comma, also inside braces.",
            "Write one entry per name.")
    }

    /// A comment behind the value, or white space inside a token, which loses its end.
    private func truncation() -> Finding? {
        guard let lost = truncated(entry.value) else { return nil }
        if lost.description.contains(" #") {
            return Finding(
                .inlineComment,
                "# starts a comment only at the start of a line; \"\(lost)\" is a single entry here.",
                "Put the comment on its own line.")
        }
        return Finding(
            .interiorSpace,
            "white space does not separate entries; NetworkManager cuts an entry at the white space in it "
                + "(\"\(lost)\").", "Separate entries with , or ;.")
    }

    /// The first piece that loses something, as written. A space behind the colon of a tag is another mistake.
    private func truncated(_ value: RawText) -> RawText? {
        value.bytes.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") })
            .map { RawText($0).trimmed }
            .first { piece in
                piece.bytes.contains(where: \.isASCIISpace) && TokenList.split(piece).first != piece
                    && Self.shape(piece) == nil
            }
    }
}
