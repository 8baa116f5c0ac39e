namespace LlmTrader.Persistence.Journal.Writing;

/// <summary>Where a stream is taken up. Everything before is on the disk.</summary>
/// <param name="LastSequence">Of the last record before; −1 is none.</param>
/// <param name="LastCrc32C">The checksum of the last block before, which the next one names; 0 without one.</param>
/// <param name="Epoch">In every block from here on.</param>
/// <param name="EngineSemantics">Likewise.</param>
internal readonly record struct StreamStart(long LastSequence, uint LastCrc32C, int Epoch, int EngineSemantics)
{
    /// <summary>The start of a stream that has nothing yet.</summary>
    public static StreamStart Of(JournalManifest manifest) => new(-1, 0, manifest.Epoch, manifest.EngineSemantics);
}
