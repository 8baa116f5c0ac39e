namespace LlmTrader.Persistence.Journal;

/// <summary>Looks at a journal without an engine: what it holds, and whether every byte of it is right.</summary>
public static class JournalInspector
{
    /// <summary>Describes both streams. Reads everything, in constant memory.</summary>
    /// <exception cref="JournalCorruptException">A stream is damaged; <see cref="Verify"/> lists where.</exception>
    public static JournalDescription Describe(JournalDirectory directory, IProgress<JournalProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new JournalDescription(
            directory.Manifest,
            Inspection.StreamDescriber.Describe(directory, StreamKind.In, progress),
            Inspection.StreamDescriber.Describe(directory, StreamKind.Out, progress));
    }

    /// <summary>Checks every block and every record of both streams and goes on behind damage. The manifest was checked when the directory was opened.</summary>
    public static JournalVerification Verify(JournalDirectory directory, IProgress<JournalProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var input = new Inspection.StreamVerifier(directory, StreamKind.In);
        var output = new Inspection.StreamVerifier(directory, StreamKind.Out);
        input.Run(progress);
        output.Run(progress);
        return new JournalVerification(
            [.. input.Findings, .. output.Findings], input.Blocks + output.Blocks, input.Records + output.Records, input.End, output.End);
    }
}
