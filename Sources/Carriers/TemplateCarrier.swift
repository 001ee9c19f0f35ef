/// A carrier that is one template with names filled in.
struct TemplateCarrier: Carrier {
    let name: String
    let summary: String
    let options: Set<CarrierOption>
    private let file: String
    private let text: @Sendable (RenderRequest) -> String

    /// - Parameters:
    ///   - file: the name of its only file.
    ///   - text: fills in the template.
    init(
        _ name: String, _ summary: String, options: Set<CarrierOption> = [], file: String,
        text: @escaping @Sendable (RenderRequest) -> String
    ) {
        (self.name, self.summary, self.options, self.file, self.text) = (name, summary, options, file, text)
    }

    func files(_ request: RenderRequest) -> [CarrierFile] { [CarrierFile(file, text(request))] }
}
