using System.Globalization;

namespace LlmTrader.Persistence.Journal;

/// <summary>What a recovery will do to the files; making it changes nothing.</summary>
public sealed class RecoveryPlan
{
    private readonly List<PutAside> _steps;

    private RecoveryPlan(RecoveryInspection inspection, int nextEpoch)
    {
        Inspection = inspection;
        NextEpoch = nextEpoch;
        string name = nextEpoch.ToString(CultureInfo.InvariantCulture);
        DroppedPath = Path.Combine(inspection.Directory.Path, JournalDirectory.DroppedName, name);
        _steps = [.. StepsOf(inspection.In), .. StepsOf(inspection.Out)];
        Snapshots = [.. inspection.Directory.SnapshotFiles.Where(file => file.Sequence > inspection.In.LastSequence).Select(file => file.Path)];
    }

    public RecoveryInspection Inspection { get; }

    /// <summary>The epoch that will be opened.</summary>
    public int NextEpoch { get; }

    /// <summary>Where what does not stay goes to.</summary>
    public string DroppedPath { get; }

    /// <summary>In the order in which they are taken.</summary>
    public IReadOnlyList<PutAside> Steps => _steps;

    /// <summary>Snapshots of events that the journal does not have: they go too, since others will come under the same sequences.</summary>
    public IReadOnlyList<string> Snapshots { get; }

    /// <summary>Whether anything with content is put aside.</summary>
    public bool HasContent => Snapshots.Count > 0 || _steps.Exists(step => step.Length > 0);

    /// <summary>The last segment of each stream that keeps a block.</summary>
    internal IEnumerable<string> LastSegmentsThatStay =>
        new[] { Inspection.In, Inspection.Out }.Select(LastThatStays).Where(segment => segment is not null)!;

    /// <param name="inspection">What was found.</param>
    /// <param name="skippedEpochs">As <see cref="RecoveryOptions.SkippedEpochs"/>.</param>
    public static RecoveryPlan For(RecoveryInspection inspection, int skippedEpochs = 0)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        return new RecoveryPlan(inspection, checked(NextEpochOf(inspection) + skippedEpochs));
    }

    /// <summary>Does it.</summary>
    /// <exception cref="Platform.JournalIOException">The disk refuses.</exception>
    internal void Execute()
    {
        if (_steps.Count > 0 || Snapshots.Count > 0) { Recovery.DroppedFiles.Execute(this); }
    }

    // Without a readable list every block and every remainder is asked, so that no epoch comes twice.
    private static int NextEpochOf(RecoveryInspection inspection)
    {
        int highest = Math.Max(inspection.Epoch, Math.Max(inspection.In.HighestEpoch, inspection.Out.HighestEpoch));
        string dropped = Path.Combine(inspection.Directory.Path, JournalDirectory.DroppedName);
        if (!Directory.Exists(dropped)) { return highest + 1; }
        foreach (string name in Directory.GetDirectories(dropped))
        {
            if (int.TryParse(Path.GetFileName(name), NumberStyles.None, CultureInfo.InvariantCulture, out int epoch)) { highest = Math.Max(highest, epoch); }
        }

        return highest + 1;
    }

    // From the last segment back, so that what is left after a crash in between is a prefix.
    private IEnumerable<PutAside> StepsOf(StreamInspection stream)
    {
        IReadOnlyList<string> segments = Inspection.Directory.Segments(stream.Stream);
        BlockPosition cut = stream.Cut ?? new BlockPosition(segments.Count == 0 ? "" : segments[^1], 0, long.MaxValue);
        for (int i = segments.Count - 1; i >= 0; i--)
        {
            int order = string.CompareOrdinal(segments[i], cut.Segment);
            long length = new FileInfo(segments[i]).Length;
            if (order > 0 || length == 0 || (order == 0 && cut.Offset == 0)) { yield return new PutAside(stream.Stream, segments[i], 0, length); }
            else if (order == 0 && cut.Offset < length) { yield return new PutAside(stream.Stream, segments[i], cut.Offset, length); }
        }
    }

    private string? LastThatStays(StreamInspection stream) =>
        Inspection.Directory.Segments(stream.Stream).LastOrDefault(segment => !_steps.Exists(step => step.Segment == segment && step.From == 0));
}

/// <summary>A segment, or the end of one, that does not stay.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Segment">Its path.</param>
/// <param name="From">The first byte that goes; 0 is all of it.</param>
/// <param name="Length">Bytes of the whole file.</param>
public sealed record PutAside(StreamKind Stream, string Segment, long From, long Length);
