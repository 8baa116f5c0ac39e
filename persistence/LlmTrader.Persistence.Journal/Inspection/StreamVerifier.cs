using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Reading;
using LlmTrader.Persistence.Journal.Recovery;

namespace LlmTrader.Persistence.Journal.Inspection;

/// <summary>Checks a stream to its end, whatever is wrong in it.</summary>
internal sealed class StreamVerifier(JournalDirectory directory, StreamKind stream)
{
    private readonly List<JournalFinding> _findings = [];
    private readonly List<(int Finding, bool IsSegmentClosed)> _damage = [];
    private readonly RecordWalker _walker = new(stream);
    private bool _isMisplaced;
    private long _lastSequence = -1;
    private int _completedEpoch;

    public IReadOnlyList<JournalFinding> Findings => _findings;

    public long Blocks { get; private set; }

    public long Records { get; private set; }

    public JournalEnd End { get; private set; } = JournalEnd.Open;

    /// <summary>Of <c>in</c>: whether it holds reports, of each of which <c>out</c> has a record.</summary>
    public bool HasReports { get; private set; }

    /// <summary>How it ends, for <see cref="EndEvidence"/>.</summary>
    public StreamTail Tail => new(_lastSequence, _completedEpoch, End == JournalEnd.Complete);

    /// <summary>Behind the last block.</summary>
    public BlockPosition Position { get; private set; }

    public void Run(IProgress<JournalProgress>? progress)
    {
        using var scanner = new BlockScanner(directory, stream, directory.ReadEpochs());
        long total = scanner.TotalBytes;
        while (true)
        {
            switch (scanner.MoveNext())
            {
                case ScanResult.End:
                    Position = scanner.Position;
                    OnEnd(scanner);
                    progress?.Report(new JournalProgress(scanner.BytesScanned, total));
                    return;
                case ScanResult.Damaged:
                    Position = scanner.Position;
                    if (OnDamage(scanner)) { continue; }
                    JudgeDamage(scanner);
                    return;
                case ScanResult.Misplaced:
                    _isMisplaced = true;
                    Add(scanner.Position, scanner.Header.FirstSequence, scanner.Header.LastSequence, scanner.Reason);
                    break;
                default:
                    CheckRecords(scanner);
                    break;
            }

            if (++Blocks % StreamDescriber.BlocksPerReport == 0) { progress?.Report(new JournalProgress(scanner.BytesScanned, total)); }
        }
    }

    // A file that was cut between two blocks looks whole, block by block; only the end mark tells that it is all there.
    private void OnEnd(BlockScanner scanner)
    {
        bool isTorn = JudgeDamage(scanner);
        long next = scanner.ExpectedSequence;
        if (DamageJudge.IsMissing(stream, next, scanner.KnownDurable) && !directory.IsPutAside)
        {
            Add(scanner.Position, next, scanner.KnownDurable, "the stream ends here, and more was recorded as durable.");
            return;
        }

        if (isTorn) { return; }
        if (scanner.IsAtEndBlock)
        {
            End = JournalEnd.Complete;
            return;
        }

        // A run that derived nothing has no out stream at all; every journal has an in stream.
        bool isAbsent = directory.Segments(stream).Count == 0;
        if (isAbsent && stream == StreamKind.Out) { return; }
        BlockPosition position = isAbsent ? new BlockPosition(directory.StreamPath(stream), 0, 0) : scanner.Position;
        _findings.Add(new JournalFinding(stream, position, next, null, OpenEnd.Describe(stream, scanner.LastSequence), IsTornTail: true));
    }

    // False when nothing whole follows.
    private bool OnDamage(BlockScanner scanner)
    {
        BlockPosition position = scanner.Position;
        string reason = scanner.Reason;
        long first = scanner.ExpectedSequence;
        _damage.Add((_findings.Count, scanner.IsSegmentClosed));
        bool isFollowed = scanner.TrySkipDamage(out JournalBlockHeader next);
        _findings.Add(new JournalFinding(stream, position, first, isFollowed ? next.FirstSequence - 1 : null, reason, IsTornTail: false));
        if (!isFollowed) { End = JournalEnd.Torn; }
        return isFollowed;
    }

    // Only at the end is it known what all the blocks recorded as durable. True when what is damaged is a torn tail.
    private bool JudgeDamage(BlockScanner scanner)
    {
        bool isTorn = _damage.Count > 0 && !_isMisplaced && !_damage.Exists(damage => DamageJudge.IsCorruption(stream, _findings[damage.Finding].FirstSequence, scanner.KnownDurable, damage.IsSegmentClosed));
        if (!isTorn) { return false; }
        foreach ((int finding, _) in _damage) { _findings[finding] = _findings[finding] with { IsTornTail = true }; }
        End = JournalEnd.Torn;
        return true;
    }

    private void CheckRecords(BlockScanner scanner)
    {
        JournalBlockHeader header = scanner.Header;
        _lastSequence = header.LastSequence;
        if (header.IsEnd) { _completedEpoch = Math.Max(_completedEpoch, header.Epoch); }
        int offset = JournalFormat.BlockStartLength;
        int count = 0;
        while (offset < header.ContentLength)
        {
            int length = _walker.Decode(scanner.Content, offset, header.FirstSequence);
            if (length == 0 || offset + length > header.ContentLength || !_walker.EncodesTo(scanner.Content.AsSpan(offset, length), header.FirstSequence))
            {
                Add(scanner.Position, header.FirstSequence, header.LastSequence, $"record {count} at byte {offset} of the content is malformed.");
                return;
            }

            HasReports |= stream == StreamKind.In && _walker.Kind == (int)EventKind.Report;
            offset += length;
            count++;
        }

        Records += count;
        if (count != header.Count) { Add(scanner.Position, header.FirstSequence, header.LastSequence, $"the block has {count} records, its header tells {header.Count}."); }
    }

    private void Add(BlockPosition position, long first, long last, string what) =>
        _findings.Add(new JournalFinding(stream, position, first, last, what, IsTornTail: false));
}
