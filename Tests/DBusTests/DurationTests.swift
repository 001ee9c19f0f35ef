import DBus
import Testing

@Suite struct `A duration in a sentence` {
    @Test(
        arguments: [
            (.milliseconds(29_990), "29.9 s"), (.seconds(30), "30.0 s"), (.milliseconds(1_050), "1.0 s"),
            (.milliseconds(500), "0.5 s"), (.milliseconds(250), "0.25 s"), (.milliseconds(50), "0.05 s"),
            (.milliseconds(123), "0.12 s"), (.milliseconds(3), "0.0 s"), (.zero, "0.0 s"),
        ] as [(Duration, String)])
    func `is short, and a part of a second is not called none`(duration: Duration, text: String) {
        #expect(duration.inSeconds == text)
    }
}
