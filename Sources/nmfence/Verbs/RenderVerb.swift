import ArgumentParser
import Base
import Carriers
import Fence
import KeyFile
import NetworkManagerConfiguration
import Reporting
import SystemPackage

/// `nmfence render`: the same fence for other carriers. Nothing is looked at but what tells the profile.
struct RenderVerb: Verb {
    typealias Format = TextOrJSON

    static let schema = Schema.render

    static let configuration = verb(
        "render", "Write the drop-in, units or checks for other tools to deliver.", arguments: " <KIND>",
        discussion: """
            \(CarrierTable.summaries)

            The drop-in in them is what 'nmfence fix' writes: a later fix has nothing to do. Several files are printed \
            one after the other, as 'systemctl cat' and 'helm template' do; --output-dir writes each on its own.
            """)

    @OptionGroup var common: CommonOptions<Format>
    @OptionGroup var delivery: RenderOptions

    @Option(
        help: .init("Write the files into DIR, which is created if needed, instead of standard output.", "DIR"),
        completion: .directory, transform: OptionValue.checked(FilePath.init(argument:)))
    private var outputDir: String?

    @Argument(
        help: .init("What to write, see above.", "KIND"), completion: .list(CarrierTable.names),
        transform: OptionValue.checked(Self.carrier))
    var kind: String

    func perform() throws(CommandFailure) -> ExitStatus {
        let output = try common.presentation()
        let carrier = try OptionValue.read(kind, Self.carrier)
        try delivery.refuseOptions(notFor: carrier)
        let session = try Session(common)
        let files = carrier.files(try request(session))
        if let outputDir {
            let folder = try OptionValue.read(outputDir, FilePath.init(argument:))
            for file in files {
                let path = folder.appending(FilePath(file.name).components)
                try OutputFile.makeFolder(path.removingLastComponent())
                try OutputFile.replace(path, with: file.text)
            }
            return .success
        }
        switch output.format {
        case .json: output.write(CarrierFile.json(files, kind: kind, session.description(of: "render")))
        case .text: output.write(CarrierFile.joined(files))
        }
        return .success
    }

    private func request(_ session: Session) throws(CommandFailure) -> RenderRequest {
        let named = session.settings.all(.profile)
        let profiles = named == [ProfileChoice.automatic] ? [] : named
        let patterns = try session.settings.all(.patterns) + session.addedPatterns()
        let selection = profiles.flatMap { ["--profile", $0] } + patterns.flatMap { ["--pattern", $0] }
        let words = [Program.name, Self.name, kind] + delivery.words + selection
        var request = RenderRequest(
            dropIn: (
                path: DropIn.directory.appending(DropIn.name).string,
                contents: DropIn(added: DropIn.tokens(for: session.patterns)).contents
            ),
            interfaces: DropIn.fence(with: session.patterns).texts.unique.map {
                String(decoding: $0.bytes, as: UTF8.self)
            },
            origin: (Program.version, session.profileName, words.map(\.shellWord).joined(separator: " ").printable),
            profiles: profiles, patterns: patterns)
        try delivery.apply(to: &request)
        return request
    }

    private static func carrier(_ name: String) throws(InvalidValue) -> any Carrier {
        guard let carrier = CarrierTable.carrier(named: name) else {
            throw InvalidValue(name, notAmong: CarrierTable.names, listing: "nmfence render --help")
        }
        return carrier
    }
}
