using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Snapshots.Content;

namespace LlmTrader.Tests.Support;

/// <summary>Saves one state and loads it into another that was made alike.</summary>
internal static class SnapshotCopy
{
    /// <summary>Makes <paramref name="to"/> what <paramref name="from"/> is; fails when the loader leaves bytes or saving again gives others.</summary>
    public static void Copy(ISnapshotState from, ISnapshotState to)
    {
        SnapshotSaver saved = new();
        from.Transfer(saved);
        SnapshotLoader loader = new(saved.Content.ToArray());
        to.Transfer(loader);
        Assert.True(loader.IsAtEnd, "The loader left bytes.");
        SnapshotSaver again = new();
        to.Transfer(again);
        Assert.True(saved.Content.SequenceEqual(again.Content), "Saving what was loaded gives other bytes.");
    }
}
