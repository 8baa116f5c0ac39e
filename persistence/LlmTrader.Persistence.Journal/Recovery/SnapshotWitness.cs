namespace LlmTrader.Persistence.Journal;

/// <summary>
/// A snapshot that is whole and of this journal. One is made only once the events that it has seen are on the disk, so that it
/// testifies that <c>in</c> held them.
/// </summary>
/// <param name="Path">Its file.</param>
/// <param name="Sequence">The last event that it has seen.</param>
/// <param name="Epoch">The journal's epoch at that event.</param>
public sealed record SnapshotWitness(string Path, long Sequence, int Epoch);
