using LlmTrader.Persistence.Journal.Reading;

namespace LlmTrader.Persistence.Journal.Recovery;

/// <summary>Walks a stream to its end and tells what recovery needs to know. Changes nothing.</summary>
internal sealed class StreamSurvey(JournalDirectory directory, StreamKind stream, IReadOnlyList<JournalEpoch> epochs, long keepThrough)
{
    private readonly OutTail? _tail = stream == StreamKind.Out ? new OutTail(keepThrough) : null;
    private uint _lastCrc;
    private long _lastSequence = -1;
    private int _highestEpoch;
    private int _completedEpoch;
    private bool _hasBlock;
    private bool _hasSkipped;

    // What the next block must continue lies in a segment that was not looked at.
    private bool IsEndUnknown => _hasSkipped && !(_tail?.HasLastBlock ?? _hasBlock);

    /// <summary>Walks from the segment that holds a sequence to the end; from the beginning where that does not tell enough to go on.</summary>
    /// <param name="directory">The journal.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="epochs">Its epochs.</param>
    /// <param name="keepThrough">Of <c>out</c>: records beyond this sequence do not stay.</param>
    /// <param name="from">The sequence; 0 walks over everything.</param>
    /// <param name="progress">Told of bytes read; null is nobody.</param>
    /// <exception cref="Platform.JournalIOException">The disk can't be read.</exception>
    public static StreamInspection Run(
        JournalDirectory directory, StreamKind stream, IReadOnlyList<JournalEpoch> epochs, long keepThrough, long from, IProgress<JournalProgress>? progress)
    {
        StreamSurvey survey = new(directory, stream, epochs, keepThrough);
        StreamInspection found = survey.Run(from, progress);
        return survey.IsEndUnknown ? new StreamSurvey(directory, stream, epochs, keepThrough).Run(0, progress) : found;
    }

    private StreamInspection Run(long from, IProgress<JournalProgress>? progress)
    {
        using var scanner = new BlockScanner(directory, stream, epochs);
        _hasSkipped = scanner.StartAt(from);
        long total = scanner.TotalBytes;
        ScanResult result = scanner.MoveNext();
        for (long blocks = 1; result == ScanResult.Block; blocks++)
        {
            Take(scanner);
            if (blocks % Inspection.StreamDescriber.BlocksPerReport == 0) { progress?.Report(new JournalProgress(scanner.BytesScanned, total)); }
            result = scanner.MoveNext();
        }

        bool isAtEndBlock = scanner.IsAtEndBlock;
        BlockPosition position = scanner.Position;
        DamageSurvey? damage = result == ScanResult.End ? null : DamageSurvey.Run(scanner, stream, result == ScanResult.Misplaced);
        progress?.Report(new JournalProgress(total, total));
        long known = directory.IsPutAside ? -1 : scanner.KnownDurable;
        return damage is null ? WithoutDamage(position, scanner.ExpectedSequence, isAtEndBlock, known) : WithDamage(damage, known);
    }

    private void Take(BlockScanner scanner)
    {
        JournalBlockHeader header = scanner.Header;
        _highestEpoch = Math.Max(_highestEpoch, header.Epoch);
        _hasBlock = true;
        _lastCrc = header.Crc32C;
        _lastSequence = header.LastSequence;
        if (header.IsEnd) { _completedEpoch = Math.Max(_completedEpoch, header.Epoch); }
        _tail?.Take(scanner);
    }

    private StreamInspection WithoutDamage(BlockPosition position, long next, bool isAtEndBlock, long known)
    {
        bool isEmpty = _lastSequence < 0 && directory.Segments(stream).Count == 0;
        bool isMissing = DamageJudge.IsMissing(stream, next, known);
        return Make(
            isMissing ? RecoveryVerdict.Corruption : isAtEndBlock || (isEmpty && stream == StreamKind.Out) ? RecoveryVerdict.Clean : RecoveryVerdict.Open,
            isEmpty ? new BlockPosition(directory.StreamPath(stream), 0, 0) : position,
            known,
            isMissing ? "the stream ends here, and more was recorded as durable." : "") with
        {
            Unreadable = isMissing ? [new SequenceRange(next, known)] : [],
        };
    }

    private StreamInspection WithDamage(DamageSurvey damage, long known)
    {
        RecoveryVerdict verdict = damage.IsCorruption ? RecoveryVerdict.Corruption : damage.WholeBlocks > 0 ? RecoveryVerdict.AmbiguousTail : RecoveryVerdict.TornTail;
        List<SequenceRange> unreadable = [.. damage.Holes];
        if (unreadable.Count == 0 && verdict == RecoveryVerdict.Corruption && known >= damage.First && damage.WholeBlocks == 0) { unreadable.Add(new SequenceRange(damage.First, known)); }
        return Make(verdict, damage.Position, known, damage.Reason) with
        {
            Unreadable = unreadable,
            WholeBehind = damage.Whole,
            WholeBlocksBehind = damage.WholeBlocks,
            HighestEpoch = Math.Max(_highestEpoch, damage.HighestEpoch),
            CompletedEpoch = Math.Max(_completedEpoch, damage.CompletedEpoch),
            Cut = _tail?.Cut ?? damage.Position,
        };
    }

    private StreamInspection Make(RecoveryVerdict verdict, BlockPosition position, long known, string reason) => new()
    {
        Stream = stream,
        Verdict = verdict,
        Position = position,
        LastSequence = _tail?.LastSequence ?? _lastSequence,
        KnownDurable = known,
        Unreadable = [],
        WholeBehind = [],
        WholeBlocksBehind = 0,
        HighestEpoch = _highestEpoch,
        CompletedEpoch = _completedEpoch,
        LastWritten = _lastSequence,
        Ahead = _tail?.Ahead ?? 0,
        Reason = reason,
        LastInBlocks = _tail?.LastInBlocks ?? _lastSequence,
        LastCrc32C = _tail?.LastCrc32C ?? _lastCrc,
        Cut = _tail?.Cut,
        RecordsOfLast = _tail?.RecordsOfLast ?? 0,
        Rescued = _tail?.Rescued ?? [],
    };
}
