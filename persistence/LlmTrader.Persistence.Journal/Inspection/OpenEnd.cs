namespace LlmTrader.Persistence.Journal;

/// <summary>A stream that stops between two blocks, in words: nothing in it is wrong, and nobody knows how much is missing.</summary>
public static class OpenEnd
{
    /// <param name="stream">The stream.</param>
    /// <param name="lastSequence">Of its last block; −1 without blocks.</param>
    public static string Describe(StreamKind stream, long lastSequence)
    {
        string name = stream == StreamKind.In ? "in" : "out";
        return lastSequence < 0
            ? $"{name} holds no block and no end mark: the run was cut off, or is only beginning."
            : $"{name} ends without an end mark after sequence {lastSequence}: the run was cut off, or is still being written.";
    }
}
