namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>
/// The strict way over the blocks: a torn tail (see <see cref="DamageJudge"/>) ends the stream, anything else that is wrong
/// throws. Of what a repair put aside, every whole block is read.
/// </summary>
internal sealed class BlockReader : IDisposable
{
    private readonly BlockScanner _scanner;
    private readonly StreamKind _stream;
    private readonly bool _isPutAside;
    private readonly long _totalBytes;

    /// <param name="directory">The journal.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="from">Begins with the segment that holds this sequence.</param>
    public BlockReader(JournalDirectory directory, StreamKind stream, long from = 0)
    {
        _scanner = new BlockScanner(directory, stream, directory.ReadEpochs()) { ContentFrom = from };
        _stream = stream;
        _isPutAside = directory.IsPutAside;
        _totalBytes = _scanner.TotalBytes;
        _scanner.StartAt(from);
    }

    /// <summary>How the stream ends; known once <see cref="TryNext"/> has returned false.</summary>
    public JournalEnd End { get; private set; } = JournalEnd.Open;

    public TornTail? TornTail { get; private set; }

    public JournalBlockHeader Header => _scanner.Header;

    public byte[] Content => _scanner.Content;

    public BlockPosition Position => _scanner.Position;

    public long Watermark => _scanner.Watermark;

    public JournalProgress Progress => new(_scanner.BytesScanned, _totalBytes);

    /// <summary>Goes to the next block; false at the stream's end, and from then on.</summary>
    /// <exception cref="JournalCorruptException">The block is damaged or misplaced.</exception>
    public bool TryNext()
    {
        while (TornTail is null)
        {
            ScanResult result = _scanner.MoveNext();
            if (result == ScanResult.Block) { return true; }
            if (result == ScanResult.End)
            {
                OnEnd();
                return false;
            }

            if (_isPutAside && result == ScanResult.Damaged && _scanner.TrySkipDamage(out _)) { continue; }
            if (result == ScanResult.Misplaced) { throw Corrupt(_scanner.Reason); }
            OnDamage();
        }

        return false;
    }

    /// <summary>The current block can't be used.</summary>
    public JournalCorruptException Corrupt(string reason) =>
        new(_scanner.Position, Header.FirstSequence, Header.LastSequence, reason);

    public void Dispose() => _scanner.Dispose();

    private void OnEnd()
    {
        long next = _scanner.ExpectedSequence;
        if (!_isPutAside && DamageJudge.IsMissing(_stream, next, _scanner.KnownDurable))
        {
            throw new JournalCorruptException(_scanner.Position, next, _scanner.KnownDurable, "the stream ends here, and more was recorded as durable.");
        }

        End = _scanner.IsAtEndBlock ? JournalEnd.Complete : JournalEnd.Open;
    }

    private void OnDamage()
    {
        DamageSurvey survey = DamageSurvey.Run(_scanner, _stream, isMisplaced: false);
        if (survey.IsCorruption && !_isPutAside)
        {
            long? last = survey.Holes.Count > 0 ? survey.Holes[0].Last : survey.First <= _scanner.KnownDurable ? _scanner.KnownDurable : null;
            throw new JournalCorruptException(survey.Position, survey.First, last, survey.Reason);
        }

        TornTail = new TornTail(survey.Position, survey.First, survey.Reason) { WholeBlocksBehind = survey.WholeBlocks };
        End = JournalEnd.Torn;
    }
}
