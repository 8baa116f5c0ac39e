namespace LlmTrader.Persistence.Journal.Reading;

/// <summary>
/// The strict way over the blocks: a torn tail ends the stream, anything else that is wrong throws. A bad block is a torn
/// tail only when no whole block follows and no watermark says that it had been durable.
/// </summary>
internal sealed class BlockReader : IDisposable
{
    private readonly BlockScanner _scanner;
    private readonly long _totalBytes;

    public BlockReader(JournalDirectory directory, StreamKind stream)
    {
        _scanner = new BlockScanner(directory, stream);
        _totalBytes = _scanner.TotalBytes;
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
        if (TornTail is not null) { return false; }
        switch (_scanner.MoveNext())
        {
            case ScanResult.Block:
                return true;
            case ScanResult.End:
                End = _scanner.IsAtEndBlock ? JournalEnd.Complete : JournalEnd.Open;
                return false;
            case ScanResult.Misplaced:
                throw Corrupt(_scanner.Reason);
            default:
                OnDamage();
                return false;
        }
    }

    /// <summary>The current block can't be used.</summary>
    public JournalCorruptException Corrupt(string reason) =>
        new(_scanner.Position, Header.FirstSequence, Header.LastSequence, reason);

    public void Dispose() => _scanner.Dispose();

    private void OnDamage()
    {
        BlockPosition position = _scanner.Position;
        string reason = _scanner.Reason;
        long first = _scanner.ExpectedSequence;
        if (_scanner.TrySkipDamage(out JournalBlockHeader next))
        {
            throw new JournalCorruptException(position, first, next.FirstSequence - 1, $"{reason} Whole blocks follow it.");
        }

        if (first <= _scanner.Watermark)
        {
            throw new JournalCorruptException(position, first, _scanner.Watermark, $"{reason} It was recorded as durable.");
        }

        TornTail = new TornTail(position, first, reason);
        End = JournalEnd.Torn;
    }
}
