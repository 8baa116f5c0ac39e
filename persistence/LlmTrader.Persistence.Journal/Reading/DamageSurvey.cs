namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>What lies behind the first bad block of a stream: a walk to the stream's end.</summary>
internal sealed class DamageSurvey
{
    private readonly List<SequenceRange> _holes = [];
    private readonly List<SequenceRange> _whole = [];

    private DamageSurvey(BlockScanner scanner)
    {
        Position = scanner.Position;
        Reason = scanner.Reason;
        First = scanner.ExpectedSequence;
        IsSegmentClosed = scanner.IsSegmentClosed;
    }

    public BlockPosition Position { get; }

    public string Reason { get; private set; }

    /// <summary>The least sequence that the bad bytes may hold.</summary>
    public long First { get; }

    /// <summary>Unreadable sequences between whole blocks.</summary>
    public IReadOnlyList<SequenceRange> Holes => _holes;

    /// <summary>Sequences in whole blocks behind the first bad one.</summary>
    public IReadOnlyList<SequenceRange> Whole => _whole;

    /// <summary>Whole blocks behind the first bad one.</summary>
    public long WholeBlocks { get; private set; }

    /// <summary>The highest epoch of a whole block behind the first bad one; 0 is none.</summary>
    public int HighestEpoch { get; private set; }

    /// <summary>The highest epoch whose end block lies behind the first bad one; 0 is none.</summary>
    public int CompletedEpoch { get; private set; }

    public bool IsCorruption { get; private set; }

    private bool IsSegmentClosed { get; }

    /// <summary>Walks from the damage that the scanner stands at to the end of the stream, and judges.</summary>
    public static DamageSurvey Run(BlockScanner scanner, StreamKind stream, bool isMisplaced)
    {
        DamageSurvey survey = new(scanner);
        bool wasMisplaced = isMisplaced;
        if (isMisplaced) { survey.AddWhole(scanner.Header); }
        else if (!survey.TrySkip(scanner)) { return survey.Judged(scanner, stream, wasMisplaced); }
        while (true)
        {
            switch (scanner.MoveNext())
            {
                case ScanResult.End:
                    return survey.Judged(scanner, stream, wasMisplaced);
                case ScanResult.Damaged:
                    if (!survey.TrySkip(scanner)) { return survey.Judged(scanner, stream, wasMisplaced); }
                    break;
                case ScanResult.Misplaced:
                    wasMisplaced = true;
                    survey.AddWhole(scanner.Header);
                    break;
                default:
                    survey.AddWhole(scanner.Header);
                    break;
            }
        }
    }

    private bool TrySkip(BlockScanner scanner)
    {
        long first = scanner.ExpectedSequence;
        if (!scanner.TrySkipDamage(out JournalBlockHeader next)) { return false; }
        if (next.FirstSequence > first) { _holes.Add(new SequenceRange(first, next.FirstSequence - 1)); }
        return true;
    }

    private void AddWhole(in JournalBlockHeader header)
    {
        WholeBlocks++;
        HighestEpoch = Math.Max(HighestEpoch, header.Epoch);
        if (header.IsEnd)
        {
            CompletedEpoch = Math.Max(CompletedEpoch, header.Epoch);
            return;
        }

        if (_whole.Count > 0 && _whole[^1].Last + 1 >= header.FirstSequence && header.FirstSequence >= _whole[^1].First)
        {
            _whole[^1] = _whole[^1] with { Last = header.LastSequence };
            return;
        }

        _whole.Add(new SequenceRange(header.FirstSequence, header.LastSequence));
    }

    // The disk of a crash loses bytes; it makes no whole block in the wrong place.
    private DamageSurvey Judged(BlockScanner scanner, StreamKind stream, bool wasMisplaced)
    {
        bool wasDurable = DamageJudge.IsCorruption(stream, First, scanner.KnownDurable, IsSegmentClosed);
        IsCorruption = wasMisplaced || wasDurable;
        if (wasDurable) { Reason += " It was recorded as durable."; }
        else if (WholeBlocks > 0) { Reason += " Whole blocks follow it; nothing says that it had been durable."; }
        return this;
    }
}
